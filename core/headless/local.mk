libdriftop_a_SOURCES += \
	core/headless/arguments.c core/headless/arguments.h \
	core/headless/attention_file.c core/headless/attention_file.h \
	core/headless/command.c core/headless/command.h \
	core/headless/complain.c core/headless/complain.h \
	core/headless/configuration.c core/headless/configuration.h \
	core/headless/configuration_destination.c \
	core/headless/configuration_doctor.c \
	core/headless/configuration_dump.c \
	core/headless/configuration_file.c core/headless/configuration_file.h \
	core/headless/configuration_lines.c core/headless/configuration_lines.h \
	core/headless/configuration_path.c core/headless/configuration_path.h \
	core/headless/configuration_rule.c \
	core/headless/configuration_section.c core/headless/configuration_section.h \
	core/headless/configuration_text.c core/headless/configuration_text.h \
	core/headless/csv.c core/headless/csv.h \
	core/headless/dead_news.c core/headless/dead_news.h \
	core/headless/destination_check.c \
	core/headless/destination_draft.c core/headless/destination_draft.h \
	core/headless/destination_words.c core/headless/destination_words.h \
	core/headless/destinations.c core/headless/destinations.h \
	core/headless/doctor.c core/headless/doctor.h \
	core/headless/doctor_acl.c \
	core/headless/doctor_change.c core/headless/doctor_change.h \
	core/headless/doctor_json.c \
	core/headless/doctor_memory.c \
	core/headless/doctor_news.c \
	core/headless/doctor_page.c core/headless/doctor_page.h \
	core/headless/doctor_report.c core/headless/doctor_report.h \
	core/headless/doctor_run.c \
	core/headless/doctor_setup.c core/headless/doctor_setup.h \
	core/headless/doctor_text.c \
	core/headless/doctor_unseen.c \
	core/headless/doctor_words.c core/headless/doctor_words.h \
	core/headless/emit.c core/headless/emit.h \
	core/headless/emit_ack.c core/headless/emit_ack.h \
	core/headless/emit_input.c core/headless/emit_input.h \
	core/headless/emit_lines.c \
	core/headless/emit_places.c \
	core/headless/emit_places.h \
	core/headless/emit_private.h \
	core/headless/emit_rejects.c core/headless/emit_rejects.h \
	core/headless/emit_run.c \
	core/headless/emit_tell.c \
	core/headless/emit_troubles.c core/headless/emit_troubles.h \
	core/headless/errand.c core/headless/errand.h \
	core/headless/export.c core/headless/export.h \
	core/headless/export_csv.c \
	core/headless/export_feed.c \
	core/headless/export_ndjson.c \
	core/headless/export_private.h \
	core/headless/export_tell.c \
	core/headless/flush.c core/headless/flush.h \
	core/headless/habit_table.c core/headless/habit_table.h \
	core/headless/habits.c core/headless/habits.h \
	core/headless/help.c core/headless/help.h \
	core/headless/help_manual.c \
	core/headless/json_attention.c core/headless/json_attention.h \
	core/headless/json_member.c core/headless/json_member.h \
	core/headless/json_metadata.c core/headless/json_metadata.h \
	core/headless/json_series.c core/headless/json_series.h \
	core/headless/json_verdict.c core/headless/json_verdict.h \
	core/headless/openmetrics_series.c core/headless/openmetrics_series.h \
	core/headless/operands.c core/headless/operands.h \
	core/headless/option_describe.c \
	core/headless/option_find.c \
	core/headless/option_text.c \
	core/headless/option_table.c core/headless/option_table.h \
	core/headless/option_value.c \
	core/headless/options.c core/headless/options.h \
	core/headless/options_check.c core/headless/options_check.h \
	core/headless/options_repeat.c \
	core/headless/options_repeat.h \
	core/headless/options_source.c \
	core/headless/output.c core/headless/output.h \
	core/headless/patience.c \
	core/headless/patience.h \
	core/headless/picture_size.c core/headless/picture_size.h \
	core/headless/problems.c core/headless/problems.h \
	core/headless/progress.c core/headless/progress.h \
	core/headless/reload.c core/headless/reload.h \
	core/headless/route.c core/headless/route.h \
	core/headless/route_claim.c \
	core/headless/route_dead.c \
	core/headless/route_json.c \
	core/headless/route_modes.c core/headless/route_modes.h \
	core/headless/route_mute.c \
	core/headless/route_openmetrics.c \
	core/headless/route_post.c core/headless/route_post.h \
	core/headless/route_private.h \
	core/headless/route_report.c core/headless/route_report.h \
	core/headless/route_report_private.h \
	core/headless/route_report_streams.c \
	core/headless/route_run.c \
	core/headless/route_status.c \
	core/headless/route_test.c \
	core/headless/route_text.c \
	core/headless/snapshot.c core/headless/snapshot.h \
	core/headless/snapshot_check.c core/headless/snapshot_check.h \
	core/headless/snapshot_csv.c \
	core/headless/snapshot_doctor.c core/headless/snapshot_doctor.h \
	core/headless/snapshot_events.c \
	core/headless/snapshot_findings.c \
	core/headless/snapshot_head.c \
	core/headless/snapshot_json.c \
	core/headless/snapshot_look.c core/headless/snapshot_look.h \
	core/headless/snapshot_notes.c core/headless/snapshot_notes.h \
	core/headless/snapshot_openmetrics.c \
	core/headless/snapshot_page.c core/headless/snapshot_page.h \
	core/headless/snapshot_table.c \
	core/headless/snapshot_tenant.c \
	core/headless/snapshot_text.c \
	core/headless/source_word.c core/headless/source_word.h \
	core/headless/status.c core/headless/status.h \
	core/headless/stream_list.c core/headless/stream_list.h \
	core/headless/suggest.c core/headless/suggest.h \
	core/headless/words.c core/headless/words.h
