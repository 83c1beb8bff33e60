libdriftop_a_SOURCES += \
	core/judge/direction.c \
	core/judge/direction.h \
	core/judge/event.c \
	core/judge/event.h \
	core/judge/judged.c \
	core/judge/judged.h \
	core/judge/listing.c \
	core/judge/listing.h \
	core/judge/ranking.c \
	core/judge/ranking.h \
	core/judge/remark.c \
	core/judge/remark.h \
	core/judge/run.c \
	core/judge/state.c \
	core/judge/state.h \
	core/judge/summary.c \
	core/judge/summary.h \
	core/judge/walk.c \
	core/judge/walk.h
