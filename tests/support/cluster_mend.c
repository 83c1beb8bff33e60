#include "config.h"

#include "support/cluster_view.h"
#include "support/cluster_wait.h"
#include "support/wait.h"

#define FAILOVER_MS 6000 /* a failover that was asked for is given up after 5 s, without a word */
#define ROUND_MS 3000
#define ROUNDS_MAX 20
#define REFUSED_MS 10 /* one that was refused is asked for again */

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

/* How many masters take a slot for their own. */
static size_t count_holders(const struct cluster_view *views, size_t count, unsigned slot)
{
    size_t holders = 0;

    for (size_t node = 0; node < count; node++)
        holders += views[node].is_master[node] && views[node].owner[slot] == node;
    return holders;
}

/* Of a slot that nobody takes for its own: who holds it by the word of another, or any master. */
static size_t heir_of(const struct cluster_view *views, size_t count, unsigned slot)
{
    size_t heir = NOBODY;

    for (size_t node = 0; node < count; node++) {
        size_t said = views[node].owner[slot];
        if (said != NOBODY && views[said].is_master[said])
            return said;
        if (heir == NOBODY && views[node].is_master[node])
            heir = node;
    }
    return heir;
}

/* Returns false where several take one for their own: they will agree on it themselves. */
static bool give_unheld_slots(struct redis_cluster *cluster, const struct cluster_view *views)
{
    for (unsigned slot = 0; slot < CLUSTER_SLOTS; slot++) {
        size_t holders = count_holders(views, cluster->count, slot);
        size_t heir = holders == 0 ? heir_of(views, cluster->count, slot) : NOBODY;
        if (holders > 1)
            return false;
        if (heir != NOBODY)
            redis_server_command(cluster->nodes[heir], "CLUSTER SETSLOT %u NODE %s", slot,
                                 cluster->ids[heir]);
    }
    return true;
}

static bool is_disputed(const struct cluster_view *views, size_t count, size_t holder)
{
    for (size_t node = 0; node < count; node++) {
        for (unsigned slot = 0; slot < CLUSTER_SLOTS; slot++) {
            if (views[holder].owner[slot] == holder && views[node].owner[slot] != holder)
                return true;
        }
    }
    return false;
}

/* Nodes that heard of moves and promotions in another order can differ for ever in who holds a
 * slot. What a master says of itself in the newest epoch, all others believe; one at a time comes
 * to a new one. */
static void settle_slots(struct redis_cluster *cluster)
{
    struct cluster_view views[CLUSTER_NODES_MAX] = {0};
    size_t node = 0;

    for (size_t i = 0; i < cluster->count; i++)
        cluster_view_ask(cluster, i, &views[i]);
    if (!give_unheld_slots(cluster, views))
        return;
    while (node < cluster->count &&
           !(views[node].is_master[node] && is_disputed(views, cluster->count, node)))
        node++;
    if (node < cluster->count)
        redis_server_command(cluster->nodes[node], "CLUSTER BUMPEPOCH");
}

/* All nodes run. */
static void mend(struct redis_cluster *cluster)
{
    if (!cluster_is_well(cluster))
        redis_cluster_notice_losses(cluster);
    for (int round = 0; !cluster_holds_within(cluster, cluster_is_well, ROUND_MS); round++) {
        if (round == ROUNDS_MAX)
            cluster_give_up(cluster, "the cluster is mended");
        settle_slots(cluster);
    }
    cluster_overlook_losses(cluster);
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
    mend(cluster);
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
    redis_cluster_notice_losses(cluster);
    while (!is_promoted(cluster, replica)) {
        if (deadline_left(&deadline) == 0)
            cluster_give_up(cluster, "a replica is promoted");
    }
    mend(cluster);
}
