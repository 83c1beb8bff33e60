libdriftop_a_SOURCES += \
	core/redis/backoff.c \
	core/redis/backoff.h \
	core/redis/channel.c \
	core/redis/channel.h \
	core/redis/command.c \
	core/redis/command.h \
	core/redis/connector.c \
	core/redis/connector.h \
	core/redis/credentials.c \
	core/redis/greeting.c \
	core/redis/greeting.h \
	core/redis/link.c \
	core/redis/link.h \
	core/redis/parser.c \
	core/redis/parser.h \
	core/redis/reply.c \
	core/redis/reply.h \
	core/redis/request_queue.c \
	core/redis/request_queue.h \
	core/redis/session.c \
	core/redis/session.h \
	core/redis/transport.c \
	core/redis/transport.h \
	core/redis/url.c \
	core/redis/url.h
