/* Route key: what a router calls its keys in Redis. None of them matches the streams of a
 * namespace, and each stands in the slot of what it is written together with. */
#ifndef ROUTE_ROUTE_KEY_H
#define ROUTE_ROUTE_KEY_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

#define ROUTE_CONSUMER "driftop" /* one for all routers: a lease says who reads */
#define ROUTE_MUTES_KEY "driftop:mutes"

/* Appends "driftop:GROUP:lease:3"; "driftop:GROUP:NAME", as in epoch, born, routers, open, status,
 * dead. A group's name holds no colon. */
void route_key_lease(const char *group, unsigned shard, struct buffer *out);
void route_key_of(const char *group, const char *name, struct buffer *out);

/* Appends the key of what was told of a stream: "{STREAM}:driftop:GROUP", or, where the stream has
 * a tag itself, "{TAG}:driftop:GROUP:STREAM". It is in the stream's slot, whatever its bytes: where
 * these stand in the way of a tag ("a}b"), TAG is a number that has the same slot. */
void route_key_told(struct slice stream, const char *group, struct buffer *out);

/* Returns the shard of a stream: CRC-32 of its key, modulo `shards`. */
unsigned route_key_shard(struct slice stream, unsigned shards);

/* Returns true for a key that is, or could be, one of a router's: "driftop:…" and what was told. */
bool route_key_is_own(struct slice key);

/* Returns true for the dead letters of any group, "driftop:GROUP:dead": a stream, but no tenant's,
 * though a template may match it. */
bool route_key_is_dead(struct slice key);

#endif
