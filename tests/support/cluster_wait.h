/* Cluster wait: for a condition of a whole cluster to hold. */
#ifndef SUPPORT_CLUSTER_WAIT_H
#define SUPPORT_CLUSTER_WAIT_H

#include "support/cluster.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef bool cluster_condition(struct redis_cluster *cluster);

/* Returns whether a node is neither dead nor frozen. */
bool cluster_runs(const struct redis_cluster *cluster, size_t node);

/* Returns whether it holds within some time. */
bool cluster_holds_within(struct redis_cluster *cluster, cluster_condition *holds, int64_t ms);

/* Waits for a minute; then what each node says is printed, and the test ends. */
void cluster_wait_until(struct redis_cluster *cluster, cluster_condition *holds, const char *what);

/* Prints what each node says, and ends the test. */
_Noreturn void cluster_give_up(const struct redis_cluster *cluster, const char *what);

/* The condition of redis_cluster_wait(). */
bool cluster_is_well(struct redis_cluster *cluster);

/* Ends what redis_cluster_notice_losses() began. */
void cluster_overlook_losses(struct redis_cluster *cluster);

#endif
