libdriftop_a_SOURCES += \
	core/sink/breaker.c \
	core/sink/breaker.h \
	core/sink/outbox.c \
	core/sink/outbox.h \
	core/sink/record.c \
	core/sink/record.h \
	core/sink/sink.c \
	core/sink/sink.h \
	core/sink/sink_emit.c \
	core/sink/sink_private.h \
	core/sink/sink_read.c \
	core/sink/sink_send.c \
	core/sink/sink_spool.c \
	core/sink/sink_tell.c \
	core/sink/spool.c \
	core/sink/spool.h \
	core/sink/spool_load.c \
	core/sink/spool_position.c \
	core/sink/spool_position.h \
	core/sink/spool_private.h \
	core/sink/spool_read.c \
	core/sink/spool_segment.c \
	core/sink/spool_segment.h \
	core/sink/spool_store.c \
	core/sink/xadd.c \
	core/sink/xadd.h
