/* Topology cluster: one cluster with replicas for all test cases of the suite topology, as it takes
 * seconds until one is well. */
#ifndef LIVE_TOPOLOGY_CLUSTER_H
#define LIVE_TOPOLOGY_CLUSTER_H

#include "support/cluster.h"

#include <check.h>

/* For the setup of each test case: returns the cluster, which is started for the first one; and for
 * the teardown of the last. */
struct redis_cluster *topology_cluster(void);
void topology_cluster_stop(void);

/* Adds the cases of export and snapshot. */
void topology_feed_add(Suite *suite);

#endif
