/* Moving slots from node to node, as the tools of Redis do it. */
#include "config.h"

#include "support/cluster.h"
#include "support/cluster_view.h"
#include "support/cluster_wait.h"
#include "support/die.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEYS_AT_ONCE 100
#define MIGRATE_MS 10000
#define NEWEST_EPOCH "cluster_current_epoch:"
#define OWN_EPOCH "cluster_my_epoch:"

static struct redis_server *owner_of(struct redis_cluster *cluster, unsigned slot)
{
    size_t owner = redis_cluster_owner_of_slot(cluster, slot);

    if (owner == NOBODY)
        die("no node holds slot %u", slot);
    return cluster->nodes[owner];
}

void redis_cluster_move_begin(struct redis_cluster *cluster, unsigned slot, size_t to)
{
    size_t from = redis_cluster_owner_of_slot(cluster, slot);

    redis_server_command(cluster->nodes[to], "CLUSTER SETSLOT %u IMPORTING %s", slot,
                         cluster->ids[from]);
    redis_server_command(cluster->nodes[from], "CLUSTER SETSLOT %u MIGRATING %s", slot,
                         cluster->ids[to]);
}

size_t redis_cluster_move_keys(struct redis_cluster *cluster, unsigned slot, size_t to,
                               size_t count)
{
    struct redis_server *from = owner_of(cluster, slot);
    redisReply *keys =
        redis_server_query(from, "CLUSTER GETKEYSINSLOT %u %u", slot, (unsigned)count);

    if (keys->type != REDIS_REPLY_ARRAY)
        die("CLUSTER GETKEYSINSLOT: %s", keys->str);
    size_t moved = keys->elements;
    for (size_t i = 0; i < moved; i++)
        redis_server_command(from, "MIGRATE 127.0.0.1 %d %b 0 %d", cluster->nodes[to]->port,
                             keys->element[i]->str, keys->element[i]->len, MIGRATE_MS);
    freeReplyObject(keys);
    return moved;
}

static unsigned long long epoch_of(struct redis_server *server, const char *which)
{
    redisReply *reply = redis_server_query(server, "CLUSTER INFO");
    const char *found = reply->type == REDIS_REPLY_ERROR ? NULL : strstr(reply->str, which);

    if (found == NULL)
        die("CLUSTER INFO has no %s", which);
    unsigned long long epoch = strtoull(found + strlen(which), NULL, 10);
    freeReplyObject(reply);
    return epoch;
}

/* Returns whether all nodes, replicas too, know the same owners and the same newest epoch. */
static bool all_know_the_same(const struct redis_cluster *cluster, size_t as_node)
{
    unsigned long long epoch = epoch_of(cluster->nodes[as_node], NEWEST_EPOCH);
    struct cluster_view first, view;

    cluster_view_ask(cluster, as_node, &first);
    for (size_t i = 0; i < cluster->count; i++) {
        if (i == as_node || !cluster_runs(cluster, i))
            continue;
        cluster_view_ask(cluster, i, &view);
        if (memcmp(view.owner, first.owner, sizeof(view.owner)) != 0 ||
            epoch_of(cluster->nodes[i], NEWEST_EPOCH) != epoch)
            return false;
    }
    return true;
}

/* Whoever takes a slot does so in a new epoch, but for the node that has the newest one. Somebody
 * who hears of that before it hears of a slot that the node gave away, in an older epoch, takes the
 * slot for its for ever, and tells others so: no two moves may be on their way at once. */
static void wait_for_the_move_before(const struct redis_cluster *cluster, size_t to)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!all_know_the_same(cluster, to)) {
        if (!deadline_pause(&deadline))
            die("the nodes do not agree on whose the slots are");
    }
}

static bool has_the_newest_epoch(const struct redis_cluster *cluster, size_t node)
{
    unsigned long long own = epoch_of(cluster->nodes[node], OWN_EPOCH);

    for (size_t i = 0; i < cluster->count; i++) {
        if (cluster_runs(cluster, i) && epoch_of(cluster->nodes[i], NEWEST_EPOCH) > own)
            return false;
    }
    return true;
}

static void announce(struct redis_cluster *cluster, size_t node, unsigned slot, size_t to)
{
    redis_server_command(cluster->nodes[node], "CLUSTER SETSLOT %u NODE %s", slot,
                         cluster->ids[to]);
}

/* First the new owner is told, so that the old one never points to somebody who denies it; at last
 * those who would hear of it anyway. */
void redis_cluster_move_end(struct redis_cluster *cluster, unsigned slot, size_t to)
{
    size_t from = redis_cluster_owner_of_slot(cluster, slot);
    struct cluster_view view;

    while (redis_cluster_move_keys(cluster, slot, to, KEYS_AT_ONCE) > 0)
        continue;
    cluster_view_ask(cluster, to, &view);
    if (!has_the_newest_epoch(cluster, to))
        wait_for_the_move_before(cluster, to);
    announce(cluster, to, slot, to);
    announce(cluster, from, slot, to);
    for (size_t i = 0; i < cluster->count; i++) {
        if (view.is_master[i] && !view.is_away[i] && i != to && i != from)
            announce(cluster, i, slot, to);
    }
}

void redis_cluster_move(struct redis_cluster *cluster, unsigned first, unsigned last, size_t to)
{
    for (unsigned slot = first; slot <= last; slot++) {
        if (redis_cluster_owner_of_slot(cluster, slot) == to)
            continue;
        redis_cluster_move_begin(cluster, slot, to);
        redis_cluster_move_end(cluster, slot, to);
    }
}

pid_t redis_cluster_move_beside(struct redis_cluster *cluster, unsigned first, unsigned last,
                                size_t to)
{
    pid_t parent = getpid();

    fflush(NULL);
    pid_t mover = fork();
    if (mover < 0)
        die_errno("fork");
    if (mover > 0)
        return mover;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILURE);
    redis_cluster_move(cluster, first, last, to);
    _exit(EXIT_SUCCESS);
}

void redis_cluster_move_wait(pid_t mover)
{
    int status;

    if (waitpid(mover, &status, 0) != mover || status != 0)
        die("slots could not be moved");
}

/* A node tells of those under way in its own line: "[93->-ID]", "[93-<-ID]". */
void cluster_end_moves(struct redis_cluster *cluster, size_t node)
{
    redisReply *reply = redis_server_query(cluster->nodes[node], "CLUSTER NODES");

    for (const char *move = strchr(reply->str, '['); move != NULL; move = strchr(move + 1, '['))
        redis_server_command(cluster->nodes[node], "CLUSTER SETSLOT %lu STABLE",
                             strtoul(move + 1, NULL, 10));
    freeReplyObject(reply);
}
