/* The cluster's map: what becomes of a new one. */
#include "config.h"

#include "redis/cluster.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>

/* Returns the masters of a map, shard by shard; to be freed. */
static struct member **find_masters(struct cluster *cluster, struct cluster_map *map)
{
    struct member **masters = mem_alloc((map->count + 1) * sizeof(struct member *));

    for (size_t i = 0; i < map->count; i++)
        masters[i] = cluster_member(cluster, &map->shards[i].master);
    return masters;
}

/* Whoever asked about a slot of one that is away waits for the one who takes it over. */
static void set_owner(struct cluster *cluster, unsigned slot, struct member *owner)
{
    struct member *before = cluster->owner[slot];

    if (owner == before)
        return;
    if (before == NULL || !before->told)
        cluster->owed[slot] = DEBT_SOON;
    cluster->unserved += owner == NULL;
    cluster->unserved -= before == NULL;
    cluster->owner[slot] = owner;
    if (cluster->unserved == 0)
        cluster->unserved_since_ms = 0;
    else if (cluster->unserved_since_ms == 0)
        cluster->unserved_since_ms = timestamp_monotonic();
}

static void hold_slots(struct member *member, bool holds)
{
    if (member->holds && !holds)
        member->left_ms = timestamp_monotonic();
    member->holds = holds;
}

/* A member that holds nothing is no reason for errors of its own. */
static void replace_masters(struct cluster *cluster, struct cluster_map *map,
                            struct member *const *masters)
{
    for (size_t i = 0; i < map->count; i++)
        masters[i]->named = true;
    for (size_t i = 0; i < cluster->client->count; i++) {
        struct member *member = member_at(cluster->client, i);
        hold_slots(member, member->named);
        member->named = false;
    }
    for (size_t i = 0; i < map->count; i++)
        member_take_replicas(masters[i], &map->shards[i]);
}

/* Returns true when nothing is left to wish for. */
static bool is_whole(const struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->client->count; i++) {
        const struct member *member = member_at(cluster->client, i);
        bool lacks_reader = cluster->url.replicas && member->replica_count > 0 &&
                            (member->reader == NULL || !member_is_open(member->reader));
        if (member->holds && (!member_can_be_asked(member) || lacks_reader))
            return false;
    }
    return cluster->unserved == 0;
}

static void choose_readers(struct cluster *cluster)
{
    size_t count = cluster->client->count; /* replicas come behind */

    for (size_t i = 0; i < count && cluster->url.replicas; i++) {
        struct member *member = member_at(cluster->client, i);
        if (member->holds)
            cluster_choose_reader(member);
    }
}

void cluster_adopt(struct cluster *cluster, struct cluster_map *map, uint64_t epoch)
{
    struct member **masters = find_masters(cluster, map);

    for (unsigned slot = 0; slot < CLUSTER_SLOTS; slot++)
        set_owner(cluster, slot,
                  map->owner[slot] != CLUSTER_NOBODY ? masters[map->owner[slot]] : NULL);
    replace_masters(cluster, map, masters);
    free(masters);
    cluster->mapped = true;
    cluster->epoch = epoch;
    cluster->error = (struct error){0};
    choose_readers(cluster);
    cluster->wanted = !is_whole(cluster);
    cluster_settle_soon(cluster);
}

void cluster_own(struct cluster *cluster, unsigned slot, struct member *owner)
{
    set_owner(cluster, slot, owner);
    if (owner != NULL)
        hold_slots(owner, true);
    cluster_settle_soon(cluster);
}
