/* Cluster view: what one node of a cluster says of all of them (CLUSTER NODES). */
#ifndef SUPPORT_CLUSTER_VIEW_H
#define SUPPORT_CLUSTER_VIEW_H

#include "support/cluster.h"

/* Numbers are those of redis_cluster.nodes; NOBODY: none of them. */
#define NOBODY CLUSTER_NODES_MAX

struct cluster_view {
    size_t known;                        /* nodes, those without a handshake left out */
    bool is_master[CLUSTER_NODES_MAX];   /* also one that is away */
    bool is_away[CLUSTER_NODES_MAX];     /* and all agree on that */
    size_t master_of[CLUSTER_NODES_MAX]; /* of a replica */
    size_t slots[CLUSTER_NODES_MAX];     /* how many it owns */
    unsigned char owner[CLUSTER_SLOTS];  /* of a slot */
};

/* Asks a node that runs. */
void cluster_view_ask(const struct redis_cluster *cluster, size_t node, struct cluster_view *view);

/* Lets no slot be on its way from or to a node; keys that were moved are left where they are. */
void cluster_end_moves(struct redis_cluster *cluster, size_t node);

/* Returns whether two views are the same. */
bool cluster_view_equals(const struct cluster_view *a, const struct cluster_view *b);

#endif
