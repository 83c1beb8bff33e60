/* Part: what of the fleet is away where several nodes hold it, while the rest goes on. */
#ifndef SOURCE_REDIS_PART_H
#define SOURCE_REDIS_PART_H

#include "source/redis/streams.h"

/* A node that gives its place to another one in an orderly way is away for less. */
#define PART_GRACE_MS 500

/* Writes into the status whether nodes are away beside others that can be asked, and a note that
 * says how many tenants that concerns, which node it is and why. Who looks once is told at once, as
 * it may be the last that is told; who follows, when streams->part_is_late was set meanwhile. */
void part_tell(struct streams *streams, const struct client_status *client);

#endif
