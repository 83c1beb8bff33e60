# The dashboard, but for its main(), is a library: its tests link it too.
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	tui/action.c tui/action.h \
	tui/app.c tui/app.h \
	tui/app_alarm.c \
	tui/app_attention.c \
	tui/app_colours.c \
	tui/app_command.c \
	tui/app_doctor.c \
	tui/app_frame.c \
	tui/app_input.c \
	tui/app_private.h \
	tui/app_reload.c \
	tui/app_save.c \
	tui/app_signals.c \
	tui/app_stats.c \
	tui/background.c tui/background.h \
	tui/axis.c tui/axis.h \
	tui/builtin_themes.h \
	tui/checkup.c tui/checkup.h \
	tui/choices.c tui/choices.h \
	tui/clipboard.c tui/clipboard.h \
	tui/colour.c tui/colour.h \
	tui/command_line.c \
	tui/completion.c tui/completion.h \
	tui/dashboard.c tui/dashboard.h \
	tui/dashboard_event.c \
	tui/dashboard_judge.c \
	tui/dashboard_look.c \
	tui/dashboard_mouse.c \
	tui/dashboard_open.c tui/dashboard_open.h \
	tui/dashboard_private.h \
	tui/dashboard_watch.c \
	tui/frame.c tui/frame.h \
	tui/hits.c tui/hits.h \
	tui/input.c tui/input.h \
	tui/input_sequence.c tui/input_sequence.h \
	tui/keymap.c tui/keymap.h \
	tui/keys.c tui/keys.h \
	tui/program.c tui/program.h \
	tui/page.c tui/page.h \
	tui/page_command.c tui/page_command.h \
	tui/palette.c tui/palette.h \
	tui/picture.c tui/picture.h \
	tui/picture_ansi.c \
	tui/picture_checkup.c tui/picture_checkup.h \
	tui/picture_save.c \
	tui/picture_snapshot.c tui/picture_snapshot.h \
	tui/picture_svg.c \
	tui/picture_text.c \
	tui/places.c tui/places.h \
	tui/prompt.c tui/prompt.h \
	tui/prompts.c tui/prompts.h \
	tui/prompts_attention.c \
	tui/prompts_events.c \
	tui/prompts_key.c \
	tui/range.c tui/range.h \
	tui/reaction.h \
	tui/recall.c tui/recall.h \
	tui/rescue.c tui/rescue.h \
	tui/role.c tui/role.h \
	tui/setup.c tui/setup.h \
	tui/stats.c tui/stats.h \
	tui/squeeze.c tui/squeeze.h \
	tui/squeeze_move.c tui/squeeze_move.h \
	tui/stack.c tui/stack.h \
	tui/state.c tui/state.h \
	tui/term.c tui/term.h \
	tui/term_colour.c \
	tui/term_private.h \
	tui/theme.c tui/theme.h \
	tui/theme_find.c \
	tui/theme_parse.c \
	tui/tty.c tui/tty.h \
	tui/typed_commands.c tui/typed_commands.h \
	tui/screen/answers.c tui/screen/answers.h \
	tui/screen/attention_steps.c \
	tui/screen/attention_steps.h \
	tui/screen/commands.c \
	tui/screen/dimension.c \
	tui/screen/doctor.c \
	tui/screen/events.c \
	tui/screen/fleet.c \
	tui/screen/help.c \
	tui/screen/list_steps.c tui/screen/list_steps.h \
	tui/screen/map.c \
	tui/screen/report.c \
	tui/screen/screen.h \
	tui/screen/screens.c tui/screen/screens.h \
	tui/screen/steps.c tui/screen/steps.h \
	tui/screen/tenant.c \
	tui/screen/tenant_map.c \
	tui/screen/time_steps.c tui/screen/time_steps.h \
	tui/view/bars.c tui/view/bars.h \
	tui/view/advice_line.c tui/view/advice_line.h \
	tui/view/axis_labels.c tui/view/axis_labels.h \
	tui/view/chart.c tui/view/chart.h \
	tui/view/chart_panel.c tui/view/chart_panel.h \
	tui/view/candidates.c tui/view/candidates.h \
	tui/view/change.c tui/view/change.h \
	tui/view/companions.c tui/view/companions.h \
	tui/view/compared.c tui/view/compared.h \
	tui/view/counts.c tui/view/counts.h \
	tui/view/dimensions.c \
	tui/view/doctor.h \
	tui/view/doctor_detail.c \
	tui/view/doctor_heading.c \
	tui/view/doctor_none.c \
	tui/view/doctor_table.c \
	tui/view/event_heading.c \
	tui/view/event_reading.c \
	tui/view/event_reading.h \
	tui/view/event_alike.c \
	tui/view/event_alike.h \
	tui/view/event_rows.c \
	tui/view/event_rows.h \
	tui/view/event_table.c \
	tui/view/event_table.h \
	tui/view/events.c \
	tui/view/findings_line.c tui/view/findings_line.h \
	tui/view/fleet_layout.c tui/view/fleet_layout.h \
	tui/view/fleet_columns.c tui/view/fleet_columns.h \
	tui/view/fleet_row.c tui/view/fleet_row.h \
	tui/view/heat_heading.c tui/view/heat_heading.h \
	tui/view/heat_map.c tui/view/heat_map.h \
	tui/view/heat_memo.c tui/view/heat_memo.h \
	tui/view/heat_moment.c tui/view/heat_moment.h \
	tui/view/help_keys.c \
	tui/view/help_legend.c \
	tui/view/help_lines.c tui/view/help_lines.h \
	tui/view/json_lines.c tui/view/json_lines.h \
	tui/view/name_cut.c tui/view/name_cut.h \
	tui/view/now_line.c tui/view/now_line.h \
	tui/view/nothing.c tui/view/nothing.h \
	tui/view/dimension_now.c tui/view/dimension_now.h \
	tui/view/dimension_panels.c tui/view/dimension_panels.h \
	tui/view/dimension_statistics.c tui/view/dimension_statistics.h \
	tui/view/inset.c tui/view/inset.h \
	tui/view/dimension_page.c tui/view/dimension_page.h \
	tui/view/metadata_lines.c tui/view/metadata_lines.h \
	tui/view/metadata_notes.c tui/view/metadata_notes.h \
	tui/view/moment.c tui/view/moment.h \
	tui/view/panels.h \
	tui/view/portrait.c tui/view/portrait.h \
	tui/view/portrait_chart.c tui/view/portrait_chart.h \
	tui/view/pen.c tui/view/pen.h \
	tui/view/pen_time.c tui/view/pen_time.h \
	tui/view/readout.c tui/view/readout.h \
	tui/view/remarks.c tui/view/remarks.h \
	tui/view/report.h \
	tui/view/report_changes.c \
	tui/view/report_entry.c \
	tui/view/report_last_change.c \
	tui/view/report_heading.c \
	tui/view/report_readings.c \
	tui/view/report_row.c tui/view/report_row.h \
	tui/view/report_state.c \
	tui/view/sheet.c tui/view/sheet.h \
	tui/view/scale.c tui/view/scale.h \
	tui/view/siblings.c tui/view/siblings.h \
	tui/view/spark.c tui/view/spark.h \
	tui/view/spark_memo.c tui/view/spark_memo.h \
	tui/view/status.c \
	tui/view/table.c tui/view/table.h \
	tui/view/tenant_panels.c tui/view/tenant_panels.h \
	tui/view/tenant_lines.c tui/view/tenant_lines.h \
	tui/view/timeline.c \
	tui/view/told.c tui/view/told.h \
	tui/view/view.c tui/view/view.h \
	tui/view/watch_list.c tui/view/watch_list.h \
	tui/view/words.c tui/view/words.h \
	tui/view/worst.c tui/view/worst.h
nodist_libtui_a_SOURCES = themes/builtin_themes.c
libtui_a_CFLAGS = $(AM_CFLAGS) $(NCURSESW_CFLAGS)
TUI_LIBS = libtui.a $(CORE_LIBS) $(NCURSESW_LIBS)

bin_PROGRAMS = driftop
driftop_SOURCES = tui/main.c
driftop_LDADD = $(TUI_LIBS)
