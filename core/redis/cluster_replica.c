/* The cluster's replicas: of each master one is read from, where that is wanted. Another one is
 * chosen when it is lost, or no replica any more; until then the master is read from. */
#include "config.h"

#include "redis/cluster.h"

void cluster_leave_reader(struct member *member)
{
    if (member->reader != NULL)
        member->reader->reads = false;
    member->reader = NULL;
}

static bool is_replica_of(const struct member *member, const struct member *master)
{
    for (size_t i = 0; i < master->replica_count; i++) {
        if (cluster_address_compare(&master->replicas[i], &member->address) == 0)
            return true;
    }
    return false;
}

static bool is_good(const struct member *reader, const struct member *master)
{
    return !reader->holds && (member_is_open(reader) || member_is_new(reader)) &&
           is_replica_of(reader, master);
}

/* Not everybody reads from the same one. */
static size_t place_of_first(const struct member *master)
{
    uint32_t random = 0;

    (void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
    return random % master->replica_count;
}

void cluster_choose_reader(struct member *member)
{
    struct cluster *cluster = cluster_of(member->node->client);

    if (member->reader != NULL && is_good(member->reader, member))
        return;
    bool first = member->reader == NULL && member->next_replica == 0;
    cluster_leave_reader(member);
    if (member->replica_count == 0)
        return;
    if (first)
        member->next_replica = place_of_first(member);
    const struct cluster_address *address =
        &member->replicas[member->next_replica++ % member->replica_count];
    member->reader = cluster_member(cluster, address);
    member->reader->reads = true;
}
