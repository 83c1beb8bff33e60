/* Cluster: a real Redis Cluster of three masters on loopback, each with a replica if wanted. Its
 * nodes are shared servers (redis_server.h): one cluster serves a whole suite, whose tests may
 * kill, start, freeze and thaw nodes, move slots and promote replicas, and begin each with
 * redis_cluster_renew().
 *
 *     redis_server_kill(cluster->nodes[redis_cluster_owner(cluster, key)]);
 *     redis_cluster_wait(cluster);
 *
 * What cannot be done, or does not come about within a patience, ends the test (see die.h). */
#ifndef SUPPORT_CLUSTER_H
#define SUPPORT_CLUSTER_H

#include "support/redis_server.h"

#define CLUSTER_MASTERS 3
#define CLUSTER_NODES_MAX (2 * CLUSTER_MASTERS)
#define CLUSTER_SLOTS 16384
#define CLUSTER_NAME_SIZE 16

struct redis_cluster {
    /* At first 0, 1 and 2 are the masters, of a third of the slots each, and i + 3 is the replica
     * of i. */
    struct redis_server *nodes[CLUSTER_NODES_MAX];
    size_t count;
    char url[192]; /* "redis+cluster://127.0.0.1:P0,127.0.0.1:P1,…"; rediss+cluster:// with TLS */
    char ids[CLUSTER_NODES_MAX][41];
};

/* Zero-initialised is three masters alone. */
struct redis_cluster_setup {
    bool replicas;
    const struct redis_server_tls *tls; /* also among the nodes; NULL: none */
    const char *const *arguments;       /* of each server, ended by NULL; or NULL */
};

/* Starts a cluster and waits until it is well: 2 to 3 s. */
struct redis_cluster *redis_cluster_create(const struct redis_cluster_setup *setup);
void redis_cluster_free(struct redis_cluster *cluster);

/* Returns a cluster with replicas that lives as long as the process, for suites that leave no more
 * behind than redis_cluster_renew() mends. Each server program has its own. */
struct redis_cluster *redis_cluster_shared(void);

/* Starts what is dead, thaws what is frozen, ends moves of slots, settles what nodes say of slots
 * where they differ, waits until all is well, and takes all keys away. Who is a master, and of
 * which slots, stays as it is. */
void redis_cluster_renew(struct redis_cluster *cluster);

/* Lets nodes count one that does not answer as away after a second, until the next wait for the
 * whole cluster has ended: for a test that kills or freezes one, and waits for what comes of it by
 * itself. Else it takes them minutes: a machine may stand still for seconds, and replicas that
 * stand in for masters then are not what a test is about. The waits do so themselves. */
void redis_cluster_notice_losses(struct redis_cluster *cluster);

/* Waits until the nodes that run, and are not frozen, are well: each says that the cluster is ok,
 * all say the same of who holds what and who is away, replicas stand in for masters that are, and
 * are connected to those that are not. */
void redis_cluster_wait(struct redis_cluster *cluster);

/* Waits until each node that runs says that the cluster is down. */
void redis_cluster_wait_down(struct redis_cluster *cluster);

/* Return the number of the node that holds a slot, or a key; CLUSTER_NODES_MAX: none does. They ask
 * the first master that runs: see redis_cluster_wait(). */
unsigned redis_cluster_slot(const char *key);
size_t redis_cluster_owner_of_slot(struct redis_cluster *cluster, unsigned slot);
size_t redis_cluster_owner(struct redis_cluster *cluster, const char *key);

/* Returns the server that holds a key: for redis_server_command() and its like. */
struct redis_server *redis_cluster_server(struct redis_cluster *cluster, const char *key);

bool redis_cluster_is_master(struct redis_cluster *cluster, size_t node);

/* Returns a replica of a master, or CLUSTER_NODES_MAX. */
size_t redis_cluster_replica(struct redis_cluster *cluster, size_t master);

/* Writes the nth name for which "PREFIX:NAME" lies on the node. */
void redis_cluster_name(struct redis_cluster *cluster, size_t node, const char *prefix, size_t nth,
                        char name[static CLUSTER_NAME_SIZE]);

/* Makes a replica the master in its master's place (CLUSTER FAILOVER), and waits until all nodes
 * know. */
void redis_cluster_promote(struct redis_cluster *cluster, size_t replica);

/* Moves a slot from its owner to another node step by step: from the first step on clients are told
 * ASK for keys that have been moved, or are not there yet. `count` keys are moved at most; how many
 * were is returned. Behind the end they are told MOVED. */
void redis_cluster_move_begin(struct redis_cluster *cluster, unsigned slot, size_t to);
size_t redis_cluster_move_keys(struct redis_cluster *cluster, unsigned slot, size_t to,
                               size_t count);
void redis_cluster_move_end(struct redis_cluster *cluster, unsigned slot, size_t to);

/* All of it, for slots that lie anywhere, from `first` to `last`. */
void redis_cluster_move(struct redis_cluster *cluster, unsigned first, unsigned last, size_t to);

/* The same in a process of its own, and waits for its end. The nodes must live meanwhile. */
pid_t redis_cluster_move_beside(struct redis_cluster *cluster, unsigned first, unsigned last,
                                size_t to);
void redis_cluster_move_wait(pid_t mover);

#endif
