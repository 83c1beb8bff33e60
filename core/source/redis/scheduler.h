/* Scheduler: reads the streams of one Redis. It holds the connection and the clock, lets the askers
 * ask, in their order, after whatever happens, and keeps the status up to date. */
#ifndef SOURCE_REDIS_SCHEDULER_H
#define SOURCE_REDIS_SCHEDULER_H

#include "source/redis/asker.h"
#include "source/redis/streams.h"

#include <uv.h>

#define SCHEDULER_ASKERS_MAX 13

struct scheduler {
    struct streams streams;
    const struct asker_kind *kinds[SCHEDULER_ASKERS_MAX];
    void *askers[SCHEDULER_ASKERS_MAX];
    uv_timer_t timer;
    uv_timer_t turn;                /* of what is asked as soon as a share of the server lets it */
    uint64_t told;                  /* revision of the fleet */
    uv_timer_t grace;               /* of a part that is away, until it is told */
    command_set refused;            /* to this user, as it was told last */
    unsigned handles;               /* still open while closing; 0: not closing */
    void (*changed)(void *context); /* the fleet or the status changed; may be called often */
    void (*closed)(void *context);
    void *context;
};

/* Whose scheduler it is, and where it writes what it learns. */
struct scheduler_owner {
    const struct asker_kind *kind; /* of the asker that reads the entries, */
    void *asker;                   /* which is the owner's */
    bool judged;                   /* somebody judges the tenants */
    struct fleet *fleet;
    struct source_status *status;
    struct originals *originals; /* that somebody looks at; NULL: nobody can */
    char *name;                  /* how the Redis is shown: safe, without secrets */
    size_t name_size;
    void (*changed)(void *context);
    void *context; /* for `changed`, and for `closed` below */
};

/* Connects to the Redis that `spec` names, finds its streams, and goes on with what is new. Returns
 * false, and begins nothing, when the specification or the options cannot be understood. */
bool scheduler_open(struct scheduler *scheduler, uv_loop_t *loop, const char *spec,
                    const struct source_options *options, const struct scheduler_owner *owner,
                    struct error *error);

/* Lets every asker send what is due, and brings the status up to date. */
void scheduler_ask(struct scheduler *scheduler);

/* Asks for what is new at once; when away, tries again now. */
void scheduler_refresh(struct scheduler *scheduler);

/* As source_explain_wait(). */
void scheduler_explain_wait(const struct scheduler *scheduler, const char *limit,
                            struct error *error);

/* Ends everything; `closed` is called once nothing is left on the loop, and all is freed but the
 * scheduler itself. */
void scheduler_close(struct scheduler *scheduler, void (*closed)(void *context));

#endif
