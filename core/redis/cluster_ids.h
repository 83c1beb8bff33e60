/* Ids: by which the nodes of a cluster are known, wherever they are. */
#ifndef REDIS_CLUSTER_IDS_H
#define REDIS_CLUSTER_IDS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

#define CLUSTER_ID_SIZE 40 /* hexadecimal digits, without an end */

/* Zero-initialised is empty. */
struct cluster_ids {
    char (*ids)[CLUSTER_ID_SIZE];
    size_t count;
    size_t capacity;
};

/* Adds an id; what is none is left out. */
void cluster_ids_add(struct cluster_ids *ids, struct slice id);

/* Returns true when both may be of one cluster: they share a node, or one of them knows none. */
bool cluster_ids_may_be_one(const struct cluster_ids *a, const struct cluster_ids *b);

void cluster_ids_free(struct cluster_ids *ids);

#endif
