libdriftop_a_SOURCES += \
	core/base/arena.c \
	core/base/arena.h \
	core/base/buffer.c \
	core/base/buffer.h \
	core/base/duration.c \
	core/base/duration.h \
	core/base/error.c \
	core/base/error.h \
	core/base/grid.c \
	core/base/grid.h \
	core/base/integer.c \
	core/base/integer.h \
	core/base/memory.c \
	core/base/memory.h \
	core/base/shortest.c \
	core/base/shortest.h \
	core/base/slice.c \
	core/base/slice.h \
	core/base/stream_id.c \
	core/base/stream_id.h \
	core/base/text.c \
	core/base/text.h \
	core/base/timestamp.c \
	core/base/timestamp.h \
	core/base/timestamp_epoch.c \
	core/base/timestamp_parse.c \
	core/base/word.h
