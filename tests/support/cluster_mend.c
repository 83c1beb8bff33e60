#include "config.h"

#include "support/cluster_view.h"
#include "support/cluster_wait.h"
#include "support/wait.h"

#define PATIENCE_MS 60000
#define FAILOVER_MS 6000 /* a failover that was asked for is given up after 5 s, without a word */
#define REFUSED_MS 10    /* one that was refused is asked for again */

/* Lets a node run again, without slots that are under way. */
static void revive(struct redis_cluster *cluster, size_t node)
{
    struct redis_server *server = cluster->nodes[node];

    if (redis_server_state(server) == REDIS_SERVER_FROZEN)
        redis_server_thaw(server);
    else if (redis_server_state(server) == REDIS_SERVER_DEAD)
        redis_server_start(server);
    cluster_end_moves(cluster, node);
}

/* A master may have forgotten a slot, after moves and promotions, that another node knows as its.
 */
static void give_back_slots(struct redis_cluster *cluster, size_t node)
{
    struct cluster_view own, other;
    size_t witness = 0;

    while (witness < cluster->count && (witness == node || !cluster_runs(cluster, witness)))
        witness++;
    if (witness == cluster->count)
        return;
    cluster_view_ask(cluster, node, &own);
    cluster_view_ask(cluster, witness, &other);
    for (unsigned slot = 0; slot < CLUSTER_SLOTS && own.is_master[node]; slot++) {
        if (own.owner[slot] == NOBODY && other.owner[slot] == node)
            freeReplyObject(redis_server_query(cluster->nodes[node], "CLUSTER ADDSLOTS %u", slot));
    }
}

static bool is_mended(struct redis_cluster *cluster)
{
    if (cluster_is_well(cluster))
        return true;
    for (size_t i = 0; i < cluster->count; i++)
        give_back_slots(cluster, i);
    return false;
}

static bool has_no_key(struct redis_server *server)
{
    redisReply *reply = redis_server_query(server, "DBSIZE");
    bool empty = reply->type == REDIS_REPLY_INTEGER && reply->integer == 0;

    freeReplyObject(reply);
    return empty;
}

static bool is_empty(struct redis_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!has_no_key(cluster->nodes[i]))
            return false;
    }
    return true;
}

void redis_cluster_renew(struct redis_cluster *cluster)
{
    struct cluster_view view;

    for (size_t i = 0; i < cluster->count; i++)
        revive(cluster, i);
    cluster_wait_until(cluster, is_mended, "the cluster is well");
    cluster_view_ask(cluster, 0, &view);
    for (size_t i = 0; i < cluster->count; i++) {
        if (view.is_master[i])
            redis_server_command(cluster->nodes[i], "FLUSHALL");
    }
    cluster_wait_until(cluster, is_empty, "no node of the cluster has a key");
}

static bool is_promoted(struct redis_cluster *cluster, size_t replica)
{
    redisReply *reply = redis_server_query(cluster->nodes[replica], "CLUSTER FAILOVER");
    struct deadline deadline =
        deadline_in(reply->type == REDIS_REPLY_STATUS ? FAILOVER_MS : REFUSED_MS);

    freeReplyObject(reply);
    while (!redis_cluster_is_master(cluster, replica)) {
        if (!deadline_pause(&deadline))
            return false;
    }
    return true;
}

/* A replica that has yet to hear of a slot that its master gave away would claim it back. To ask
 * again begins a failover anew. */
void redis_cluster_promote(struct redis_cluster *cluster, size_t replica)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    redis_cluster_wait(cluster);
    while (!is_promoted(cluster, replica)) {
        if (deadline_left(&deadline) == 0)
            cluster_give_up(cluster, "a replica is promoted");
    }
    cluster_wait_until(cluster, is_mended, "the cluster is well");
}
