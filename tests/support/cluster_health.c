#include "config.h"

#include "support/cluster_view.h"
#include "support/cluster_wait.h"

#include <stdio.h>
#include <string.h>

#define NOTICE_MS 1000
#define OVERLOOK_MS 120000

static bool says(struct redis_server *server, const char *question, const char *text)
{
    redisReply *reply = redis_server_query(server, question);
    bool found = reply->type != REDIS_REPLY_ERROR && strstr(reply->str, text) != NULL;

    freeReplyObject(reply);
    return found;
}

/* Whether a replica that runs could stand in for a node. */
static bool has_heir(const struct redis_cluster *cluster, const struct cluster_view *view,
                     size_t master)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (!view->is_master[i] && view->master_of[i] == master && cluster_runs(cluster, i))
            return true;
    }
    return false;
}

static bool is_settled(const struct redis_cluster *cluster, const struct cluster_view *view)
{
    if (view->known < cluster->count)
        return false;
    for (size_t i = 0; i < cluster->count; i++) {
        bool away = !cluster_runs(cluster, i);
        if (away != view->is_away[i] || (away && view->slots[i] > 0 && has_heir(cluster, view, i)))
            return false;
    }
    return true;
}

/* Both have to say so: a master that has yet to see the end of a whole copy gives it up at a
 * FLUSHALL, and the replica would stand in for it with all that was there. */
static bool follows(const struct redis_cluster *cluster, size_t node, size_t master)
{
    char online[64];

    snprintf(online, sizeof(online), "port=%d,state=online", cluster->nodes[node]->port);
    return says(cluster->nodes[node], "INFO replication", "master_link_status:up") &&
           says(cluster->nodes[master], "INFO replication", online);
}

static bool follows_its_master(const struct redis_cluster *cluster, const struct cluster_view *view,
                               size_t node)
{
    size_t master = view->master_of[node];

    return view->is_master[node] ||
           (master != NOBODY && (view->is_away[master] || follows(cluster, node, master)));
}

bool cluster_is_well(struct redis_cluster *cluster)
{
    struct cluster_view first, view;
    bool is_first = true;

    for (size_t i = 0; i < cluster->count; i++) {
        if (!cluster_runs(cluster, i))
            continue;
        cluster_view_ask(cluster, i, &view);
        if (is_first)
            first = view;
        is_first = false;
        if (!is_settled(cluster, &view) || !cluster_view_equals(&first, &view) ||
            !says(cluster->nodes[i], "CLUSTER INFO", "cluster_state:ok") ||
            !follows_its_master(cluster, &view, i))
            return false;
    }
    return !is_first;
}

static bool is_down(struct redis_cluster *cluster)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (cluster_runs(cluster, i) &&
            !says(cluster->nodes[i], "CLUSTER INFO", "cluster_state:fail"))
            return false;
    }
    return true;
}

static void set_node_timeout(struct redis_cluster *cluster, int ms)
{
    for (size_t i = 0; i < cluster->count; i++) {
        if (cluster_runs(cluster, i))
            redis_server_command(cluster->nodes[i], "CONFIG SET cluster-node-timeout %d", ms);
    }
}

void redis_cluster_notice_losses(struct redis_cluster *cluster)
{
    set_node_timeout(cluster, NOTICE_MS);
}

void cluster_overlook_losses(struct redis_cluster *cluster)
{
    set_node_timeout(cluster, OVERLOOK_MS);
}

void redis_cluster_wait(struct redis_cluster *cluster)
{
    if (!cluster_is_well(cluster))
        redis_cluster_notice_losses(cluster);
    cluster_wait_until(cluster, cluster_is_well, "the cluster is well");
    cluster_overlook_losses(cluster);
}

void redis_cluster_wait_down(struct redis_cluster *cluster)
{
    redis_cluster_notice_losses(cluster);
    cluster_wait_until(cluster, is_down, "the cluster is down");
    cluster_overlook_losses(cluster);
}
