/* Scripted Redis: a server on the loop of the test that answers each command as the test wants it,
 * and all others as a healthy server with one stream does. */
#ifndef LIVE_SCRIPTED_REDIS_H
#define LIVE_SCRIPTED_REDIS_H

#include "live/fake_server.h"
#include "support/string_list.h"

#define SCRIPTED_KEY "rag:telemetry:acme"
#define SCRIPTED_REPLIES_MAX 16
#define SCRIPTED_NEVER SIZE_MAX

struct scripted_redis {
    struct fake_server server; /* pause_ms of its script: answers leave byte by byte */
    struct buffer info;        /* what INFO says; server_time_usec is added */
    const char *key;           /* of its stream */
    int64_t ahead_ms;          /* its clock, of ours */
    bool no_clock;             /* its INFO says no time */
    size_t silent_after;       /* so many requests it answers nothing more */
    size_t hang_up_after;      /* so many it closes the connection, once */
    size_t requests;           /* so far, of all connections */
    struct string_list asked;  /* commands and subcommands that came, each once */

    /* The test's own replies, and those of a healthy server, both in the protocol. */
    struct scripted_reply {
        const char *command; /* "XINFO STREAM" */
        char *reply;
    } replies[SCRIPTED_REPLIES_MAX];
    size_t reply_count;

    struct buffer came; /* what is no whole request yet, */
    int connection;     /* and over which it came */
};

/* Begins with a healthy Redis 7, on an unused port of the loop. */
void scripted_redis_listen(struct scripted_redis *redis, uv_loop_t *loop);
void scripted_redis_end(struct scripted_redis *redis);

/* Replaces a line of what INFO says, or adds it. */
void scripted_redis_info(struct scripted_redis *redis, const char *name, const char *value);

/* Sets the reply to a command, in the protocol. */
void scripted_redis_reply(struct scripted_redis *redis, const char *command, const char *reply);

#endif
