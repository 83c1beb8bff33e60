libdriftop_a_SOURCES += \
	core/sink/breaker.c \
	core/sink/breaker.h \
	core/sink/encode.c \
	core/sink/encode.h \
	core/sink/spool.c \
	core/sink/spool.h \
	core/sink/spool_position.c \
	core/sink/spool_position.h \
	core/sink/spool_segment.c \
	core/sink/spool_segment.h
