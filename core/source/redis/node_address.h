/* Node address: how a node is named in a sentence: "127.0.0.1:7001". */
#ifndef SOURCE_REDIS_NODE_ADDRESS_H
#define SOURCE_REDIS_NODE_ADDRESS_H

#include "redis/client.h"

/* Returns the address in a node's name, or all of it where that has none; valid as long as that. */
struct slice node_address(const struct client_node *node);

#endif
