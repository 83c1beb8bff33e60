/* Gather: the answers of several nodes to one request, joined into one. */
#ifndef REDIS_GATHER_H
#define REDIS_GATHER_H

#include "redis/reply.h"

struct gather;

/* The part of one node; it is the context of gather_answer(). */
struct gather_part;

/* Waits for `count` answers, then tells `on_reply` as client.h says of CLIENT_EVERY, and is gone.
 */
struct gather *gather_new(size_t count, reply_fn *on_reply, void *context);

/* Returns the part of a node, whose name is copied. */
struct gather_part *gather_part(struct gather *gather, size_t place, const char *name);

/* A reply_fn: takes the answer of a part. */
void gather_answer(void *context, const struct reply *reply, const struct error *error);

#endif
