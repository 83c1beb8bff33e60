/* Part: what of the fleet is away where several nodes hold it, while the rest goes on. */
#ifndef SOURCE_REDIS_PART_H
#define SOURCE_REDIS_PART_H

#include "source/redis/streams.h"

/* Writes into the status how many nodes are away beside others that can be asked, and a note that
 * says how many tenants that concerns, which node it is and why. */
void part_tell(struct streams *streams, const struct client_status *client);

#endif
