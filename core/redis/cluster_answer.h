/* Answer: what a node of a cluster says instead of an answer, and how it is. */
#ifndef REDIS_CLUSTER_ANSWER_H
#define REDIS_CLUSTER_ANSWER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum cluster_answer {
    CLUSTER_OTHER,    /* an answer, also an error that has nothing to do with the cluster */
    CLUSTER_MOVED,    /* another node holds the slot */
    CLUSTER_ASK,      /* another node is about to hold it, and has this key already */
    CLUSTER_DOWN,     /* this node answers for no slot now, as the cluster is down */
    CLUSTER_UNSERVED, /* no node holds this slot */
    CLUSTER_TRYAGAIN, /* the keys of the request are parted while their slot moves */
    CLUSTER_BEHIND    /* a replica that has no data to show now (MASTERDOWN, LOADING) */
};

/* Sorts an error reply. For CLUSTER_MOVED and CLUSTER_ASK, `*slot` and the address "HOST:PORT"
 * (where HOST may be empty) are taken from it; without them it is CLUSTER_OTHER. */
enum cluster_answer cluster_answer_read(struct slice text, unsigned *slot, struct slice *address);

/* Returns true when an error reply to CLUSTER SLOTS shows that the server is none of a cluster. */
bool cluster_answer_is_none(struct slice text);

/* What CLUSTER INFO says. */
struct cluster_info {
    bool ok;        /* it answers for its slots */
    uint64_t epoch; /* the newest of the cluster that it knows of; 0: it does not say */
};

struct cluster_info cluster_info_read(struct slice text);

#endif
