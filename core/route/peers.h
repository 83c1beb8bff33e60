/* Peers: the routers of one group, and which of them are alive: those whose counter in
 * driftop:G:routers was seen to change within a lease's time by our own clock. */
#ifndef ROUTE_PEERS_H
#define ROUTE_PEERS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer {
    char *name;
    char *beats;     /* the counter, as it was seen last */
    int64_t seen_ms; /* when it changed, or was seen first */
    unsigned held;   /* shards that it has, as far as is known */
};

/* Zero-initialised but for the time: nobody is known. */
struct peers {
    struct peer *items;
    size_t count;
    size_t capacity;
    int64_t lease_ms;
};

/* Takes what stands in the hash of a router. One that is new counts as alive for a lease's time. */
void peers_note(struct peers *peers, struct slice name, struct slice beats, int64_t now_ms);

/* All count as alive again for that long: nothing was seen for a while. */
void peers_trust(struct peers *peers, int64_t now_ms);

struct peer *peers_find(const struct peers *peers, struct slice name);
bool peers_is_alive(const struct peers *peers, const struct peer *peer, int64_t now_ms);

/* Returns how many of `shards` a router (alive itself, whatever is known of it) should have, so
 * that all that are alive have as many or one more or less, by the order of their names. */
unsigned peers_share(const struct peers *peers, const char *name, unsigned shards, int64_t now_ms);

/* Returns true when one that is alive, other than `name`, has fewer than it should. */
bool peers_is_one_short(const struct peers *peers, const char *name, unsigned shards,
                        int64_t now_ms);

/* Removes those that were not seen to be alive for ten leases' time, all but `name`, and calls
 * `gone` with each. */
void peers_bury(struct peers *peers, const char *name, int64_t now_ms,
                void (*gone)(void *context, const char *name), void *context);

void peers_free(struct peers *peers);

#endif
