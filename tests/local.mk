# Tests speak TAP, so that every single test is counted, not every program.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = \
	REDIS_SERVER='$(REDIS_SERVER)'; export REDIS_SERVER; \
	DRIFTOP='$(abs_builddir)/driftop'; export DRIFTOP; \
	STEPPED_CLOCK_LIBRARY='$(abs_builddir)/stepped_clock.so'; export STEPPED_CLOCK_LIBRARY; \
	SINK_EXAMPLE='$(abs_builddir)/sink_example'; export SINK_EXAMPLE; \
	TESTS_DIR='$(abs_srcdir)/tests'; export TESTS_DIR; \
	: $${ASAN_OPTIONS='abort_on_error=1'}; export ASAN_OPTIONS; \
	: $${UBSAN_OPTIONS='print_stacktrace=1'}; export UBSAN_OPTIONS; \
	LSAN_OPTIONS='suppressions=$(abs_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	XDG_CONFIG_HOME='$(abs_srcdir)/tests/support/home'; export XDG_CONFIG_HOME; \
	LC_ALL=C.UTF-8; export LC_ALL; TZ=UTC; export TZ;
EXTRA_DIST += tests/lsan.supp tests/support/home tests/support/standstill.py tests/unit/golden/snapshot_demo.json tests/unit/golden/snapshot_demo.txt

# What the tests and the bench stand on: servers, terminals, scratch directories.
check_LIBRARIES = libsupport.a
libsupport_a_SOURCES = \
	tests/support/certificates.c tests/support/certificates.h \
	tests/support/child.c tests/support/child.h \
	tests/support/dice.c tests/support/dice.h \
	tests/support/die.c tests/support/die.h \
	tests/support/doctor_fixture.c tests/support/doctor_fixture.h \
	tests/support/environment.c tests/support/environment.h \
	tests/support/fast_clock.c tests/support/fast_clock.h tests/support/stepped_clock.h \
	tests/support/forger.c tests/support/forger.h \
	tests/support/has.h \
	tests/support/http_server.c tests/support/http_server.h \
	tests/support/http_world.c tests/support/http_world.h \
	tests/support/loop_end.c tests/support/loop_end.h \
	tests/support/quick.h \
	tests/support/redis_server.c tests/support/redis_server.h \
	tests/support/redis_server_keeper.c tests/support/redis_server_keeper.h \
	tests/support/redis_server_query.c \
	tests/support/cluster.c tests/support/cluster.h \
	tests/support/cluster_health.c \
	tests/support/cluster_mend.c \
	tests/support/cluster_move.c \
	tests/support/cluster_view.c tests/support/cluster_view.h \
	tests/support/cluster_wait.c tests/support/cluster_wait.h \
	tests/support/proxy.c tests/support/proxy.h \
	tests/support/proxy_wire.c tests/support/proxy_wire.h \
	tests/support/scratch.c tests/support/scratch.h \
	tests/support/sentinel_trio.c tests/support/sentinel_trio.h \
	tests/support/string_list.c tests/support/string_list.h \
	tests/support/wait.c tests/support/wait.h
if HAVE_VTERM
libsupport_a_SOURCES += \
	tests/support/terminal.c tests/support/terminal.h tests/support/terminal_internal.h \
	tests/support/terminal_screen.c \
	tests/support/terminal_wait.c
endif
libsupport_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
libsupport_a_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)

if HAVE_CHECK
check_PROGRAMS += check_unit check_live check_live_emit check_live_topology check_peers check_model \
	check_route
TESTS += check_unit check_live check_live_topology check_live_emit check_peers check_model \
	check_route
if HAVE_VTERM
check_PROGRAMS += check_screen check_chaos check_soak
TESTS += check_screen check_chaos check_soak
endif
endif

# Units: no process, no socket, no terminal.
check_unit_SOURCES = \
	tests/unit/check_doctor_server.c \
	tests/unit/check_doctor_eviction.c \
	tests/unit/check_doctor_memory.c \
	tests/unit/check_doctor_streams.c \
	tests/unit/check_doctor_group_checks.c \
	tests/unit/check_doctor_groups.c \
	tests/unit/check_acl.c \
	tests/unit/check_doctor_access.c \
	tests/unit/check_doctor_finding.c \
	tests/unit/check_doctor_rights.c \
	tests/unit/check_doctor_settings.c \
	tests/unit/check_doctor_text.c \
	tests/unit/check_info_text.c \
	tests/unit/check_view_doctor.c \
	tests/support/runner.c tests/support/runner.h \
	tests/unit/check_unit.c tests/unit/suites.h \
	tests/support/courier_fixture.c tests/support/courier_fixture.h \
	tests/support/drift_fixture.c tests/support/drift_fixture.h \
	tests/support/frame_check.c tests/support/frame_check.h \
	tests/support/judge_fixture.c tests/support/judge_fixture.h \
	tests/support/state_fixture.c tests/support/state_fixture.h \
	tests/support/vision.c tests/support/vision.h \
	tests/support/checkup_fixture.c tests/support/checkup_fixture.h \
	tests/support/view_fixture.c tests/support/view_fixture.h \
	tests/support/wire_fixture.c tests/support/wire_fixture.h \
	tests/unit/check_action.c \
	tests/unit/check_advice.c \
	tests/unit/check_arrivals.c \
	tests/unit/check_background.c \
	tests/unit/check_assess.c \
	tests/unit/check_assess_model.c \
	tests/unit/plain_told.c tests/unit/plain_told.h \
	tests/unit/check_attention.c \
	tests/unit/check_axis.c \
	tests/unit/check_backoff.c \
	tests/unit/check_base.c \
	tests/unit/check_breaker.c \
	tests/unit/check_bucket.c \
	tests/unit/check_calm.c \
	tests/unit/check_chart.c \
	tests/unit/check_cluster_map.c \
	tests/unit/check_colour.c \
	tests/unit/check_command.c \
	tests/unit/check_compare.c \
	tests/unit/check_command_line.c \
	tests/unit/check_config.c \
	tests/unit/check_courier.c \
	tests/unit/check_courier_model.c \
	tests/unit/check_csv.c \
	tests/unit/check_dashboard_open.c \
	tests/unit/check_dead_news.c \
	tests/unit/check_demo.c \
	tests/unit/check_destination.c \
	tests/unit/check_direction.c \
	tests/unit/check_duration.c \
	tests/unit/check_emit_parts.c \
	tests/unit/check_entry.c \
	tests/unit/check_episode.c \
	tests/unit/check_event.c \
	tests/unit/check_every_key.c \
	tests/unit/check_export_away.c \
	tests/unit/check_file_list.c \
	tests/unit/check_file_parts.c \
	tests/unit/check_filter.c \
	tests/unit/check_fleet.c \
	tests/unit/check_flapping.c \
	tests/unit/check_flaw.c \
	tests/unit/check_frame.c \
	tests/unit/check_greeting.c \
	tests/unit/check_grid.c \
	tests/unit/check_span.c \
	tests/unit/check_heat.c \
	tests/unit/check_history.c \
	tests/unit/check_input.c \
	tests/unit/check_json_number.c \
	tests/unit/check_json_scan.c \
	tests/unit/check_json_series.c \
	tests/unit/check_json_write.c \
	tests/unit/check_judgement.c \
	tests/unit/check_key_space.c \
	tests/unit/check_key_template.c \
	tests/unit/check_keymap.c \
	tests/unit/check_listing.c \
	tests/unit/check_line_file.c \
	tests/unit/check_lists.c \
	tests/unit/check_merge.c \
	tests/unit/check_message.c \
	tests/unit/check_message_read.c \
	tests/unit/check_metadata_changes.c \
	tests/unit/check_name_cut.c \
	tests/unit/check_mouse.c \
	tests/unit/check_mutes.c \
	tests/unit/check_ndjson.c \
	tests/unit/check_ndjson_check.c \
	tests/unit/check_ndjson_format.c \
	tests/unit/check_number_texts.c \
	tests/unit/check_options.c \
	tests/unit/check_parser.c \
	tests/unit/check_past.c \
	tests/unit/check_payload.c \
	tests/unit/check_peers.c \
	tests/unit/check_pen.c \
	tests/unit/check_picture.c \
	tests/unit/check_placement.c \
	tests/unit/check_places.c \
	tests/unit/check_present.c \
	tests/unit/check_prompt.c \
	tests/unit/check_range.c \
	tests/unit/check_reading_limits.c \
	tests/unit/check_readings.c \
	tests/unit/check_readings_write.c \
	tests/unit/check_record.c \
	tests/unit/check_reply.c \
	tests/unit/check_report.c \
	tests/unit/check_request_queue.c \
	tests/unit/check_route_key.c \
	tests/unit/check_recent.c \
	tests/unit/check_rules.c \
	tests/unit/check_scale.c \
	tests/unit/check_secrets.c \
	tests/unit/check_sentinel_answer.c \
	tests/unit/check_sentinel_trust.c \
	tests/unit/check_script.c \
	tests/unit/check_series.c \
	tests/unit/check_severity.c \
	tests/unit/check_severity_words.c \
	tests/unit/check_shortest.c \
	tests/unit/check_silence.c \
	tests/unit/check_snapshot.c \
	tests/unit/check_snapshot_check.c \
	tests/unit/check_snapshot_findings.c \
	tests/unit/check_snapshot_formats.c \
	tests/unit/check_spool.c \
	tests/unit/check_spelling.c \
	tests/unit/check_shell_split.c \
	tests/unit/check_shell_word.c \
	tests/unit/check_wrap.c \
	tests/unit/check_route_text.c \
	tests/unit/check_difference.c \
	tests/unit/check_json_lines.c \
	tests/unit/check_view_metadata.c \
	tests/unit/check_view_map.c \
	tests/unit/check_view_report.c \
	tests/unit/check_clipboard.c \
	tests/unit/check_squeeze.c \
	tests/unit/check_stack.c \
	tests/unit/check_stats.c \
	tests/unit/check_storm.c \
	tests/unit/check_state.c \
	tests/unit/check_state_words.c \
	tests/unit/check_stream_id.c \
	tests/unit/check_share.c \
	tests/unit/check_turns.c \
	tests/unit/check_tenant.c \
	tests/unit/check_text.c \
	tests/unit/check_theme.c \
	tests/unit/check_theme_colours.c \
	tests/unit/check_timestamp.c \
	tests/unit/check_together.c \
	tests/unit/check_told.c \
	tests/unit/check_trace.c \
	tests/unit/check_trail.c \
	tests/unit/check_transition.c \
	tests/unit/check_truth.c \
	tests/unit/check_url.c \
	tests/unit/check_verdict.c \
	tests/unit/check_verdict_words.c \
	tests/unit/check_view_bars.c \
	tests/unit/check_view_dimension.c \
	tests/unit/check_view_events.c \
	tests/unit/check_view_fleet.c \
	tests/unit/check_view_hostile.c \
	tests/unit/check_view_sizes.c \
	tests/unit/check_view_tenant.c \
	tests/unit/check_vision.c \
	tests/unit/check_window_keys.c
check_unit_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_unit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_unit_LDADD = libsupport.a $(TUI_LIBS) $(CHECK_LIBS)

# Live: against real servers; skipped where there are none. Three programs, which run side by side.
check_LIBRARIES += liblive.a
liblive_a_SOURCES = \
	tests/live/suites.h \
	tests/live/client_user.c tests/live/client_user.h \
	tests/live/fake_cluster.c tests/live/fake_cluster.h \
	tests/live/fake_server.c tests/live/fake_server.h \
	tests/live/feeder.c tests/live/feeder.h \
	tests/live/fleet_compare.c tests/live/fleet_compare.h \
	tests/live/full_listener.c tests/live/full_listener.h \
	tests/live/further_server.c tests/live/further_server.h \
	tests/live/idempotent_server.c tests/live/idempotent_server.h \
	tests/live/link_probe.c tests/live/link_probe.h \
	tests/live/pager.c tests/live/pager.h \
	tests/live/outlet_probe.c tests/live/outlet_probe.h \
	tests/live/doctor_user.c tests/live/doctor_user.h \
	tests/live/finder_user.c tests/live/finder_user.h \
	tests/live/patient.c tests/live/patient.h \
	tests/live/producer.c tests/live/producer.h \
	tests/live/rights.c tests/live/rights.h \
	tests/live/saboteur.c tests/live/saboteur.h \
	tests/live/scripted_redis.c tests/live/scripted_redis.h \
	tests/live/shard_routers.c tests/live/shard_routers.h \
	tests/live/upheaval.c tests/live/upheaval.h \
	tests/live/watcher.c tests/live/watcher.h \
	tests/support/runner.c tests/support/runner.h
liblive_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
liblive_a_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
LIVE_LIBS = liblive.a libsupport.a $(CORE_LIBS) $(CHECK_LIBS)

check_live_SOURCES = \
	tests/live/check_doctor.c \
	tests/live/check_doctor_command.c \
	tests/live/check_doctor_rights.c \
	tests/live/check_doctor_cures_groups.c \
	tests/live/check_doctor_cures_server.c \
	tests/live/check_doctor_cures_streams.c \
	tests/live/check_doctor_scripted.c \
	tests/live/check_snapshot_doctor.c \
	tests/support/courier_fixture.c tests/support/courier_fixture.h \
	tests/live/check_live.c \
	tests/live/check_client.c \
	tests/live/check_cluster_model.c \
	tests/live/check_cluster_odd.c \
	tests/live/check_configuration.c \
	tests/live/check_dead.c \
	tests/live/check_fence.c \
	tests/live/check_ledger.c \
	tests/live/check_shards.c \
	tests/live/check_export.c \
	tests/live/check_export_more.c \
	tests/live/check_export_reset.c \
	tests/live/check_feed_pages.c \
	tests/live/check_file_model.c \
	tests/live/check_file_source.c \
	tests/live/check_files.c \
	tests/live/check_hangs.c \
	tests/live/check_link.c \
	tests/live/check_link_callbacks.c \
	tests/live/check_tracking.c \
	tests/live/check_finder.c \
	tests/live/check_link_deadline.c \
	tests/live/check_link_hostile.c \
	tests/live/check_link_known.c \
	tests/live/check_link_login.c \
	tests/live/check_link_move.c \
	tests/live/check_lookup.c \
	tests/live/check_outlet_http.c \
	tests/live/check_outlets.c \
	tests/live/check_rights.c \
	tests/live/check_route_command.c \
	tests/live/check_rights_route.c \
	tests/live/check_router.c \
	tests/live/check_router_faults.c \
	tests/live/check_router_handover.c \
	tests/live/check_router_model.c \
	tests/live/check_sentinel_vouch.c \
	tests/live/check_sentinels.c \
	tests/live/check_snapshot_live.c \
	tests/live/check_source_away.c \
	tests/live/check_source_change.c \
	tests/live/check_source_find.c \
	tests/live/check_source_fleet.c \
	tests/live/check_source_crowd.c \
	tests/live/check_source_model.c \
	tests/live/check_source_read.c \
	tests/live/check_source_recent.c \
	tests/live/check_originals.c \
	tests/live/check_source_spans.c \
	tests/live/check_transport.c
check_live_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_live_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_live_LDADD = $(LIVE_LIBS)

check_live_emit_SOURCES = \
	tests/live/check_live_emit.c \
	tests/live/check_emit.c \
	tests/live/check_emit_cluster_retry.c \
	tests/live/check_emit_disk.c \
	tests/live/check_emit_end.c \
	tests/live/check_emit_lines.c \
	tests/live/check_emit_peers.c \
	tests/live/check_emit_spool.c \
	tests/live/check_emit_storm.c \
	tests/live/check_sink.c \
	tests/live/check_sink_link.c
check_live_emit_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_live_emit_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_live_emit_LDADD = $(LIVE_LIBS)

check_live_topology_SOURCES = \
	tests/live/check_doctor_topology.c \
	tests/live/check_live_topology.c \
	tests/live/check_cluster_client.c \
	tests/live/check_tracking_topology.c \
	tests/live/check_finder_cluster.c \
	tests/live/check_emit_cluster.c \
	tests/live/check_emit_cluster_storm.c \
	tests/live/check_emit_sentinel.c \
	tests/live/check_rights_cluster.c \
	tests/live/check_router_cluster.c \
	tests/live/check_sentinel.c \
	tests/live/check_shards_cluster.c \
	tests/live/check_test_cluster.c \
	tests/live/check_tls.c \
	tests/live/check_tls_hostile.c \
	tests/live/check_tls_work.c \
	tests/live/check_topology.c \
	tests/live/check_topology_feed.c
check_live_topology_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_live_topology_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_live_topology_LDADD = $(LIVE_LIBS)

# Peers: beside other people's programs; skipped where they are not installed.
check_peers_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/peers/check_names.c \
	tests/peers/check_peers.c tests/peers/suites.h \
	tests/peers/check_prometheus.c \
	tests/peers/check_redis_py.c
check_peers_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_peers_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_peers_LDADD = libsupport.a $(CORE_LIBS) $(CHECK_LIBS)
EXTRA_DIST += tests/peers/names.py tests/peers/stream_sink.py

# Model: the verdict beside a slow and plain reference in Python; skipped where there is none.
check_model_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/judge/check_model.c tests/judge/suites.h \
	tests/judge/check_reference.c \
	tests/judge/check_verdict.c \
	tests/judge/check_words.c \
	tests/judge/python.c tests/judge/python.h
check_model_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_model_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_model_LDADD = libsupport.a $(CORE_LIBS) $(CHECK_LIBS)
if HAVE_VTERM
check_model_SOURCES += tests/judge/check_screens.c \
	tests/support/told.c tests/support/told.h
check_model_CPPFLAGS += -DHAVE_VTERM
check_model_CFLAGS += $(VTERM_CFLAGS)
check_model_LDADD += $(VTERM_LIBS)
endif
EXTRA_DIST += \
	tests/data/spool-first-release-begun tests/data/spool-first-release-new \
	tests/data/producer-faithcollapse.jsonl.gz tests/data/producer-healthy.jsonl.gz \
	tests/judge/check_driftop.py tests/judge/check_reference.py tests/judge/check_words.py \
	tests/judge/driftop.py tests/judge/figures.py tests/judge/fleets.py tests/judge/model.py \
	tests/judge/producers.py tests/judge/reference.py tests/judge/streams.py tests/judge/truth.py

# Route: the program from outside, against servers and routers that fail; skipped without Python.
check_route_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/judge/python.c tests/judge/python.h \
	tests/route/check_route.c tests/route/suites.h \
	tests/route/check_edges.c \
	tests/route/check_hours.c \
	tests/route/check_program.c \
	tests/route/check_storm.c
check_route_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_route_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_route_LDADD = libsupport.a $(CORE_LIBS) $(CHECK_LIBS)
EXTRA_DIST += \
	tests/route/beside.py tests/route/check.py tests/route/check_edges.py tests/route/check_hours.py \
	tests/route/check_program.py tests/route/edges.py tests/route/servers.py \
	tests/route/storm.py tests/route/tenants.py tests/route/world.py \
	tests/support/stepped_clock.c

# A clock for programs that are tested, which can be put forward. Neither sanitizers nor libtool.
check_DATA = stepped_clock.so
CLEANFILES += stepped_clock.so
stepped_clock.so: tests/support/stepped_clock.c tests/support/stepped_clock.h
	$(AM_V_CCLD)$(CC) $(DEFS) $(DEFAULT_INCLUDES) -I$(srcdir)/tests -std=gnu11 -O1 -fPIC \
		-shared -o $@ $(srcdir)/tests/support/stepped_clock.c

# The spool on a disk that fails, forgets and is damaged: the linker puts tests/spool/disk.c between
# it and the system.
if HAVE_CHECK
check_PROGRAMS += check_spool_disk
TESTS += check_spool_disk
endif
SPOOL_WRAPS = -Wl,--wrap=open -Wl,--wrap=openat -Wl,--wrap=pread -Wl,--wrap=write \
	-Wl,--wrap=pwrite -Wl,--wrap=pwritev -Wl,--wrap=ftruncate -Wl,--wrap=unlinkat \
	-Wl,--wrap=renameat -Wl,--wrap=fsync -Wl,--wrap=fdatasync -Wl,--wrap=open64 \
	-Wl,--wrap=openat64 -Wl,--wrap=pread64 -Wl,--wrap=pwrite64 -Wl,--wrap=pwritev64 \
	-Wl,--wrap=ftruncate64
check_spool_disk_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/support/dice.c tests/support/dice.h \
	tests/spool/check_spool_disk.c tests/spool/suites.h \
	tests/spool/check_model.c tests/spool/check_power.c \
	tests/spool/disk.c tests/spool/disk.h \
	tests/spool/harm.c \
	tests/spool/world.c tests/spool/world.h
check_spool_disk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_spool_disk_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
check_spool_disk_LDFLAGS = $(AM_LDFLAGS) $(SPOOL_WRAPS)
check_spool_disk_LDADD = libsupport.a $(CORE_LIBS) $(CHECK_LIBS)

# The judge alone, report by report, for tests/judge/figures.py.
check_PROGRAMS += judge_reports
judge_reports_SOURCES = tests/judge/judge_reports.c
judge_reports_LDADD = $(CORE_LIBS)

# How a C program uses the sink; the live tests run it.
check_PROGRAMS += sink_example
sink_example_SOURCES = tests/example/sink_example.c
sink_example_LDADD = $(CORE_LIBS)

# Screen: the whole program on a pseudo-terminal.
check_screen_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/support/ways.c tests/support/ways.h \
	tests/screen/check_screen.c tests/screen/suites.h \
	tests/screen/check_answers.c \
	tests/screen/check_colours.c \
	tests/screen/check_crowd.c \
	tests/screen/check_descriptors.c \
	tests/screen/check_doctor.c \
	tests/screen/check_ends.c \
	tests/screen/check_frames.c \
	tests/screen/check_golden.c \
	tests/screen/check_incidents.c \
	tests/screen/check_keys.c \
	tests/screen/check_locales.c \
	tests/screen/check_mouse.c \
	tests/screen/check_paste.c \
	tests/screen/check_reload.c \
	tests/screen/check_repaint.c \
	tests/screen/check_report.c \
	tests/screen/check_save.c \
	tests/screen/check_sentinel.c \
	tests/screen/check_sizes.c \
	tests/screen/check_slow.c \
	tests/screen/check_squeeze.c \
	tests/screen/check_storm.c \
	tests/screen/check_terminal.c \
	tests/screen/check_terminals.c \
	tests/screen/check_topology.c \
	tests/screen/program.c tests/screen/program.h
check_screen_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_screen_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(VTERM_CFLAGS)
check_screen_LDADD = libsupport.a $(TUI_LIBS) $(CHECK_LIBS) $(VTERM_LIBS)
EXTRA_DIST += tests/screen/golden

# Chaos: all of driftop behind proxies, while servers and networks fail.
check_chaos_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/support/told.c tests/support/told.h \
	tests/chaos/check_chaos.c \
	tests/chaos/agreement.c tests/chaos/agreement.h \
	tests/chaos/faults.c tests/chaos/faults.h \
	tests/chaos/stage.c tests/chaos/stage.h
check_chaos_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_chaos_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(VTERM_CFLAGS)
check_chaos_LDADD = libsupport.a $(CORE_LIBS) $(CHECK_LIBS) $(VTERM_LIBS)

# Soak: a dashboard over a day that passes in minutes; some hours of it, or all: make soak.
check_soak_SOURCES = \
	tests/support/runner.c tests/support/runner.h \
	tests/support/ways.c tests/support/ways.h \
	tests/soak/check_soak.c \
	tests/soak/fresh.c tests/soak/fresh.h \
	tests/soak/measure.c tests/soak/measure.h \
	tests/soak/onlooker.c tests/soak/onlooker.h \
	tests/soak/producers.c tests/soak/producers.h \
	tests/soak/weather.c tests/soak/weather.h \
	tests/soak/world.c tests/soak/world.h
check_soak_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_soak_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(VTERM_CFLAGS)
check_soak_LDADD = libsupport.a $(TUI_LIBS) $(CHECK_LIBS) $(VTERM_LIBS)

# A day of it, or another length: make soak SOAK_HOURS=6 SOAK_TENANTS=500 SEED=7.
soak: check_soak driftop stepped_clock.so
	@$(AM_TESTS_ENVIRONMENT) SOAK_HOURS=$${SOAK_HOURS-24} SOAK_TENANTS=$${SOAK_TENANTS-2000} \
		./check_soak
.PHONY: soak

# Records the golden screens anew: look at what changed before you keep it.
update-screens: check_screen driftop
	$(AM_TESTS_ENVIRONMENT) UPDATE_SCREENS=1 CK_RUN_SUITE=golden ./check_screen
.PHONY: update-screens

# Fuzz: what reads bytes from outside, over corpora of hostile input; one file a target.
check_PROGRAMS += check_fuzz
TESTS += check_fuzz
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/run
FUZZ_SUPPORT = tests/fuzz/target.c tests/fuzz/target.h tests/fuzz/targets.h
check_fuzz_SOURCES = \
	$(FUZZ_SUPPORT) \
	tests/fuzz/fuzz_cluster.c \
	tests/fuzz/fuzz_configuration.c \
	tests/fuzz/fuzz_file.c \
	tests/fuzz/fuzz_input.c \
	tests/fuzz/fuzz_keys.c \
	tests/fuzz/fuzz_keyspace.c \
	tests/fuzz/fuzz_parser.c \
	tests/fuzz/fuzz_sentinel.c \
	tests/fuzz/fuzz_spool.c \
	tests/fuzz/fuzz_theme.c \
	tests/fuzz/fuzz_time.c \
	tests/fuzz/fuzz_url.c \
	tests/fuzz/fuzz_wire.c \
	tests/fuzz/replay.c
check_fuzz_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_fuzz_CFLAGS = $(AM_CFLAGS)
check_fuzz_LDADD = $(TUI_LIBS)

# Looks for more of it with clang and libFuzzer, in a build of its own: make fuzz SECONDS=60, or
# some of the targets: make fuzz SECONDS=60 TARGETS="url time".
SECONDS = 60
TARGETS =
fuzz:
	+$(srcdir)/tests/fuzz/run $(srcdir) $(SECONDS) $(TARGETS)
clean-local:
	rm -rf fuzz
.PHONY: fuzz

# In that build: each target alone, with the main() of libFuzzer.
FUZZERS =
fuzzers: $(FUZZERS)
$(FUZZERS): fuzz_%: $(srcdir)/tests/fuzz/fuzz_%.c $(srcdir)/tests/fuzz/target.c libtui.a libdriftop.a
	$(CC) $(DEFS) -DFUZZ_ALONE $(AM_CPPFLAGS) -I$(srcdir)/tests $(AM_CFLAGS) $(CFLAGS) \
		-fsanitize=fuzzer $< $(srcdir)/tests/fuzz/target.c -o $@ $(TUI_LIBS) $(LIBS)
.PHONY: fuzzers
