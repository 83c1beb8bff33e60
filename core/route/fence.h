/* Fence: what is saved of one stream, only as long as its shard is ours. Both are one script each,
 * carried out as a whole: what was told and the acknowledgement of the entry that made it stand or
 * fall together, also when a failover takes the server back. */
#ifndef ROUTE_FENCE_H
#define ROUTE_FENCE_H

#include "base/stream_id.h"
#include "redis/client.h"
#include "route/told.h"

struct fence_target {
    struct client *client;
    struct slice stream;
    const char *group;
    uint64_t epoch;
};

enum fence_result {
    FENCE_DONE,
    FENCE_STALE,  /* a newer owner has the stream: it is to be dropped */
    FENCE_FULL,   /* Redis takes no writes now (out of memory, or it cannot save to disk: see
                     `error`): nothing is saved or acknowledged; try again later */
    FENCE_LOST,   /* no answer: it may have been carried out. Try again when it can be asked */
    FENCE_REFUSED /* needs a person: see `error` */
};

/* What is there of the stream. Zero-initialised is empty. */
struct fence_found {
    struct told told;
    struct stream_id at; /* the last entry that changed what was told; STREAM_ID_MIN: none */
    bool known;          /* there was something, of an epoch before */
    uint64_t epoch;      /* that one; of FENCE_STALE that of the other owner: shards_outrun() */
    uint64_t damaged;    /* fields that could not be read, and were left out */
};

/* Told once, from the loop. */
typedef void fence_took_fn(void *context, enum fence_result result, struct fence_found *found,
                           const struct error *error);
typedef void fence_done_fn(void *context, enum fence_result result, const struct error *error);

/* Takes a stream: raises its epoch to ours, unless a greater one is there, and reads what was told.
 * `found` is the callback's to take over (told_free()). Returns false where it cannot be asked. */
bool fence_take(const struct fence_target *target, fence_took_fn *took, void *context);

/* Saves changes of what was told by the entry `at` (none: NULL and 0), and acknowledges entries.
 * With changes all of it or nothing is done; of several changes of one alert the last one holds. Of
 * the `whole` all fields that stand there are replaced. Any number of entries: it is cut into
 * scripts of at most a thousand, the first one with the changes. One commit of a stream has to be
 * told before the next one is made. */
struct fence_commit {
    const struct told_change *changes;
    size_t change_count;
    struct stream_id at;
    const struct stream_id *acks;
    size_t ack_count;
    bool whole;
};

bool fence_commit(const struct fence_target *target, const struct fence_commit *commit,
                  fence_done_fn *done, void *context);

/* Removes what is kept of a stream that is gone for good, fenced likewise. */
bool fence_forget(const struct fence_target *target, fence_done_fn *done, void *context);

#endif
