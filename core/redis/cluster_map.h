/* Map: which server holds which slot of a cluster, as one of its nodes tells (CLUSTER SLOTS). */
#ifndef REDIS_CLUSTER_MAP_H
#define REDIS_CLUSTER_MAP_H

#include "base/error.h"
#include "redis/cluster_ids.h"
#include "redis/cluster_slot.h"
#include "redis/reply.h"

#include <stdint.h>

#define CLUSTER_NOBODY UINT16_MAX

struct cluster_address {
    char *host; /* as the cluster prefers to name it */
    char *name; /* its host name, where `host` is another one; NULL: not told */
    unsigned port;
};

/* A master that holds slots, and its replicas. */
struct cluster_shard {
    struct cluster_address master;
    struct cluster_address *replicas;
    size_t replica_count;
    size_t replica_capacity;
};

/* Zero-initialised is empty: cluster_map_free() takes it. */
struct cluster_map {
    struct cluster_shard *shards;
    size_t count;
    size_t capacity;
    uint16_t owner[CLUSTER_SLOTS]; /* a shard, or CLUSTER_NOBODY */
    struct cluster_ids ids;        /* of masters and replicas; older servers tell none */
};

/* Reads a reply to CLUSTER SLOTS. Servers that have no name of their own (nil or empty) are at
 * `host`, that of the node which tells. A master at port 0 has no address that the cluster knows:
 * nobody holds its slots. A map that makes no sense is none at all: slots or ports that are none, a
 * slot that two hold, a host that cannot be one, no slot at all. Returns false then, with the
 * reason, and an empty map. */
bool cluster_map_read(struct cluster_map *map, const struct reply *reply, const char *host,
                      struct error *error);

/* Returns how many slots nobody holds. */
size_t cluster_map_unserved(const struct cluster_map *map);

void cluster_map_free(struct cluster_map *map);

/* Compares host and port, as strcmp() does. */
int cluster_address_compare(const struct cluster_address *a, const struct cluster_address *b);

/* Copies an address; frees what it holds. */
struct cluster_address cluster_address_copy(const struct cluster_address *address);
void cluster_address_free(struct cluster_address *address);

/* Reads "HOST:PORT" as in a redirect, the port behind the last colon; without a host it is `host`.
 * Returns false where that is no address. */
bool cluster_address_parse(struct slice text, const char *host, struct cluster_address *address);

#endif
