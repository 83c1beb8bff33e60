libdriftop_a_SOURCES += \
	core/route/assess.h \
	core/route/courier.h \
	core/route/destination.c core/route/destination.h \
	core/route/edge.c core/route/edge.h \
	core/route/fence.h \
	core/route/finder.h \
	core/route/message.c core/route/message.h \
	core/route/message_json.c core/route/message_summary.c \
	core/route/mutes.h \
	core/route/outlet.h \
	core/route/route_key.c \
	core/route/route_key.h \
	core/route/router.h \
	core/route/shards.h \
	core/route/told.c core/route/told.h
