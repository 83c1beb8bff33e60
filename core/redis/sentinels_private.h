/* What the files of the sentinels share. */
#ifndef REDIS_SENTINELS_PRIVATE_H
#define REDIS_SENTINELS_PRIVATE_H

#include "redis/link.h"
#include "redis/sentinels.h"

struct sentinel {
    struct sentinels *all;
    size_t number; /* its answer's place in all->answers */
    struct buffer name;
    struct link *link;
    bool is_asked;                 /* its answer is waited for */
    bool is_outdated;              /* that answer does not count: it is asked once more */
    bool is_fresh;                 /* it has answered since sentinels_verify() */
    bool is_late;                  /* it is away, or hangs: nobody waits for it */
    struct sentinel_answer answer; /* as it arrives */
    struct error error;            /* why it names no master; class ERROR_NONE: it does */
};

struct sentinels {
    char *master; /* its name */
    bool tls;     /* is spoken with all of them */
    struct sentinels_events events;
    void *context;
    struct redis_limits limits; /* of the links */

    struct sentinel *sentinels;
    struct sentinel_answer *answers; /* of each, the last one; it names none while there is none */
    size_t count;
    struct sentinel_answer chosen;
    struct error error;
    bool closing;

    uv_timer_t round;  /* asks again, */
    int64_t haste_ms;  /* more often until this monotonic time */
    uv_timer_t others; /* for as long an answer waits for the others */
    unsigned holds;    /* the timers and links */
    void (*closed)(void *context);
    void *closed_context;
};

/* sentinel_ask.c: asks one. Its answer, or the reason why there is none, is told by
 * sentinels_heard(). */
void sentinel_ask(struct sentinel *sentinel);

/* sentinels.c: one has answered, or cannot. */
void sentinels_heard(struct sentinel *sentinel);

#endif
