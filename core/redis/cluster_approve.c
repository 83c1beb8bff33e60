/* The cluster's servers: each shows by its map, before anything else is asked of it, that it is of
 * this cluster, as its address may be another's by now. Which cluster this is says the first map
 * that is told. */
#include "config.h"

#include "redis/cluster.h"

static bool refuse(struct member *member, const char *what, struct error *error)
{
    member->foreign = true;
    error_set(&member->objection, ERROR_RETRY, "%s:%u is %s", member->address.host,
              member->address.port, what);
    *error = member->objection;
    return false;
}

/* Before there is a map, what a server shows is kept until there is one. */
static bool is_ours(struct member *member, struct cluster_map *map, struct error *error)
{
    const struct cluster *cluster = cluster_of(member->node->client);
    struct cluster_ids none = member->ids;

    if (cluster->ids.count > 0)
        return cluster_ids_may_be_one(&cluster->ids, &map->ids) ||
               refuse(member, "of another cluster", error);
    member->ids = map->ids;
    map->ids = none;
    return true;
}

bool cluster_approves(struct node *node, const struct reply *reply, struct error *error)
{
    struct member *member = node->state;
    const struct cluster *cluster = cluster_of(node->client);
    struct cluster_map map;

    cluster_ids_free(&member->ids);
    if (reply->nodes[0].type == REPLY_ERROR)
        return cluster->ids.count == 0 || !cluster_answer_is_none(reply_text(reply, 0)) ||
               refuse(member,
                      member->proved ? "no server of a cluster any more" : "no server of a cluster",
                      error);
    if (!cluster_map_read(&map, reply, member->address.host, error))
        return cluster->ids.count == 0;
    bool ours = is_ours(member, &map, error);
    member->proved |= ours;
    cluster_map_free(&map);
    return ours;
}

/* Those that were connected to before are judged now. */
static void judge(struct cluster *cluster, struct member *member)
{
    struct error error;

    if (!cluster_ids_may_be_one(&cluster->ids, &member->ids)) {
        client_drop_node(member->node);
        cluster_reopen(member);
        refuse(member, "of another cluster", &error);
    }
    cluster_ids_free(&member->ids);
}

void cluster_know(struct cluster *cluster, struct cluster_map *map)
{
    struct cluster_ids before = cluster->ids;

    if (map->ids.count == 0)
        return;
    cluster->ids = map->ids;
    map->ids = before;
    for (size_t i = 0; i < cluster->client->count && before.count == 0; i++)
        judge(cluster, member_at(cluster->client, i));
}
