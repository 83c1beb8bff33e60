libdriftop_a_SOURCES += \
	core/route/assess.c core/route/assess.h \
	core/route/assess_private.h core/route/assess_time.c \
	core/route/command_environment.c core/route/command_environment.h \
	core/route/courier.c core/route/courier.h \
	core/route/courier_health.c core/route/courier_health.h \
	core/route/courier_owners.c core/route/courier_owners.h \
	core/route/courier_plan.c core/route/courier_plan.h \
	core/route/courier_queue.c core/route/courier_queue.h \
	core/route/courier_queue_done.c \
	core/route/courier_stand_in.c core/route/courier_stand_in.h \
	core/route/dead.c core/route/dead.h \
	core/route/destination.c core/route/destination.h \
	core/route/edge.c core/route/edge.h \
	core/route/fence.c core/route/fence.h \
	core/route/fence_commit.c \
	core/route/fence_private.h \
	core/route/finder.c \
	core/route/finder.h \
	core/route/finder_keys.c \
	core/route/finder_scan.c \
	core/route/finder_private.h \
	core/route/key_set.c \
	core/route/key_set.h \
	core/route/ledger.c core/route/ledger.h \
	core/route/line_file.c core/route/line_file.h \
	core/route/message.c core/route/message.h \
	core/route/message_json.c core/route/message_summary.c \
	core/route/message_read.c core/route/message_read.h \
	core/route/mutes.c core/route/mutes.h \
	core/route/outlet.c core/route/outlet.h \
	core/route/outlet_command.c core/route/outlet_file.c core/route/outlet_stream.c \
	core/route/payload.h \
	core/route/payload_alertmanager.c core/route/payload_pagerduty.c \
	core/route/payload_slack.c core/route/payload_words.c \
	core/route/peers.c core/route/peers.h \
	core/route/program.c core/route/program.h \
	core/route/route_key.c \
	core/route/route_key.h \
	core/route/resolved.c core/route/resolved.h \
	core/route/router.h \
	core/route/script.c core/route/script.h \
	core/route/scripts.c \
	core/route/secrets.c core/route/secrets.h \
	core/route/shards.c core/route/shards.h \
	core/route/shards_count.c \
	core/route/shards_lease.c \
	core/route/shards_private.h \
	core/route/shards_trouble.c \
	core/route/shards_turn.c \
	core/route/told.c core/route/told.h \
	core/route/turn.c core/route/turn.h

# What is reached by HTTP.
if HAVE_LIBCURL
libdriftop_a_SOURCES += \
	core/route/http.c core/route/http.h \
	core/route/http_access.c core/route/http_access.h \
	core/route/http_loop.c core/route/http_loop.h \
	core/route/http_outcome.c core/route/http_outcome.h \
	core/route/http_trust.c core/route/http_trust.h \
	core/route/http_url.c \
	core/route/libcurl.c core/route/libcurl.h \
	core/route/outlet_http.c \
	core/route/reminder.c core/route/reminder.h
endif

# What reads for each destination.
libdriftop_a_SOURCES += \
	core/route/lane.c core/route/lane.h \
	core/route/lane_ask.c \
	core/route/lane_judge.c \
	core/route/lane_look.c \
	core/route/lane_lost.c \
	core/route/lane_open.c \
	core/route/lane_recall.c \
	core/route/lane_save.c \
	core/route/lane_time.c \
	core/route/lane_window.c \
	core/route/reader.c core/route/reader.h \
	core/route/reader_open.c \
	core/route/reader_read.c \
	core/route/reader_settle.c \
	core/route/reader_shards.c \
	core/route/reader_state.c \
	core/route/reader_streams.c \
	core/route/reader_trouble.c \
	core/route/router.c core/route/router_private.h \
	core/route/router_clock.c \
	core/route/router_close.c \
	core/route/router_mutes.c \
	core/route/router_presence.c \
	core/route/router_reload.c \
	core/route/router_streams.c \
	core/route/streams.c core/route/streams.h \
	core/route/window.c core/route/window.h
