/* Router: reads every stream once for each destination, through a consumer group of the
 * destination's name, and brings what it makes to the destination. Several routers share the work;
 * any of them may die at any moment.
 *
 * Each destination is by itself: its leases, its group, its streams ("lanes"), its courier. A lane
 * goes: its shard is won → fence_take() → the group is there → own pending entries as history → new
 * entries. An entry is judged with the RECENT_STATE entries of the stream before it, makes messages
 * or none, and is acknowledged when all of them are taken, together with what was told. A shard
 * that another router is to have is read no more; what is under way of it is taken and saved before
 * it is given back, so that nothing is told twice. */
#ifndef ROUTE_ROUTER_H
#define ROUTE_ROUTER_H

#include "drift/severity_words.h"
#include "redis/client.h"
#include "route/courier.h"
#include "route/shards.h"
#include "source/selection.h"
#include "wire/key_space.h"

struct router;

struct router_options {
    const char *url;
    struct redis_access access;
    struct key_space_words space;
    struct selection selection; /* beside that of the destinations */
    const struct severity_words *severity_words;
    const struct destination *destinations;
    size_t destination_count;
    const char *name; /* of this router: host:pid:random */
    unsigned shards;  /* 0: as kept in Redis */
    int64_t lease_ms; /* 0: SHARD_LEASE_MS */
    int64_t gone_after_ms;
    int64_t timeout_ms;
    size_t window_bytes; /* that entries may take which are kept to judge the next ones by; 0: the
                            usual ones */
    bool once;           /* ends when all that is there was read, told and saved */
    bool dry_run;        /* reads without a group, saves nothing, and has every message printed */
};

struct router_events {
    /* One line for standard error: also that a destination is down, why, and that it is back. */
    void (*said)(void *context, const char *text);
    /* A message was settled: for --dry-run, and for counting. */
    void (*settled)(void *context, const struct message *message, const struct outcome *outcome);
    /* It is over: --once is done, or nothing can ever be done (`error` then says why). */
    void (*ended)(void *context, const struct error *error);
};

struct router *router_open(uv_loop_t *loop, const struct router_options *options,
                           const struct router_events *events, void *context, struct error *error);

/* What it has done so far, at all its destinations. */
struct router_counts {
    uint64_t entries;  /* read */
    uint64_t accepted; /* messages */
    uint64_t dead;     /* messages that no destination would ever take */
    uint64_t lost;     /* entries that went before they were read */
    uint64_t saved;    /* commits: a number that grows whenever something gets on */
    size_t waiting;    /* messages */
    size_t down;       /* destinations that are away */
    size_t refused;    /* streams that cannot be read, as it was said */
};

struct router_counts router_counts(const struct router *router);

/* Returns why it does not get on, as far as it can be told, or NULL; safe for a terminal, and valid
 * until the next event. */
const char *router_trouble(struct router *router);

/* SIGHUP: takes other destinations' settings where nothing but these changed; opens files anew, and
 * reads secrets again. */
bool router_reload(struct router *router, const struct router_options *options,
                   struct error *error);

/* SIGTERM: reads no more, finishes what is under way within `wait_ms`, saves it, gives its leases
 * back. `closed` is called when nothing is left on the loop. A second call ends at once. */
void router_close(struct router *router, int64_t wait_ms, void (*closed)(void *context),
                  void *context);

#endif
