/* Shards: which streams of one group are this router's to read. Each shard has a lease with a time,
 * and each time that one is won an epoch that is greater than all before: what is written under an
 * older one is refused. Several routers share the shards evenly; those of one that died go to the
 * others when their leases end. After Redis was away, or has lost its data, each takes again what
 * it had, as it alone remembers what was told: the others wait a lease and five seconds for it. */
#ifndef ROUTE_SHARDS_H
#define ROUTE_SHARDS_H

#include "redis/client.h"

#include <uv.h>

#define SHARDS_DEFAULT 8
#define SHARDS_MAX 64
#define SHARD_LEASE_MS 10000

struct shards;

struct shards_events {
    /* A shard is ours from now on, under that epoch; or is not any more: nothing of it may be sent,
     * read or saved. A shard that is held when the connection is lost stays ours until its time is
     * over. `restored` of a gain: Redis may have lost data, as epochs began anew, or a lease was
     * gone before its time. */
    void (*gained)(void *context, unsigned shard, uint64_t epoch, bool restored);
    void (*lost)(void *context, unsigned shard);
    /* One is to be given back so that another router has its part: shards_release() when nothing of
     * it is under way. It may be lost before that; where the connection is lost it stays ours, and
     * is wanted again when that is back. NULL: it is lost, and given back, at once. */
    void (*wanted)(void *context, unsigned shard);
    /* Another router was seen to have one: what we know of it is older than what that knows. NULL:
     * it is of no interest. */
    void (*others)(void *context, unsigned shard);
};

struct shards_options {
    uv_loop_t *loop;
    struct client *client;
    const char *group;  /* copied, as the next one */
    const char *router; /* the name of this one, which no other has: host:pid:random */
    unsigned count;     /* 0: as it is kept in Redis, else SHARDS_DEFAULT. Another one than is kept
                           there is kept from now on, and all routers of the group heed it: they
                           give up all of theirs, and none takes any for a lease's time */
    int64_t lease_ms;   /* 0: SHARD_LEASE_MS */
    bool all;           /* takes whatever is free at once: --once, of which there is one */
};

struct shards *shards_open(const struct shards_options *options, const struct shards_events *events,
                           void *context);

/* A node of the client is ready, or was lost. Times go by a clock of this machine alone. */
void shards_ready(struct shards *shards);
void shards_away(struct shards *shards);

/* Returns how many there are; 0: not known yet. It changes only while none is held. */
unsigned shards_count(const struct shards *shards);

/* Returns true when a shard is ours with time to spare (four fifths of the lease at most have
 * gone), and its epoch. To be asked before each sending: this is what makes it harmless to be
 * stopped. */
bool shards_may_send(const struct shards *shards, unsigned shard, uint64_t *epoch);

/* Gives one back; `lost` is not called for it. */
void shards_release(struct shards *shards, unsigned shard);

/* Says that a stream of a shard of ours was written under a greater epoch (fence_found.epoch of
 * FENCE_STALE). Where the lease is ours, Redis has lost count: the shard is lost, and soon gained
 * under an epoch that is greater than that one. */
void shards_outrun(struct shards *shards, unsigned shard, uint64_t epoch);

/* Returns why none is had, for the status: "waiting for the leases of others"… NULL: all is well.
 * Safe for a terminal, and valid until the next event. */
const char *shards_trouble(struct shards *shards);

/* Returns true when that is what Redis, or what is kept there, does not permit, whether any is had
 * or not; else it may well be over by itself. */
bool shards_is_refused(const struct shards *shards);

/* Gives all back where Redis answers within `wait_ms`, then frees; `closed` as usual. No event
 * follows. The client is to be closed after `closed`. */
void shards_close(struct shards *shards, int64_t wait_ms, void (*closed)(void *context),
                  void *context);

#endif
