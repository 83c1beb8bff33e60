/* The cluster's members: who is spoken to, and how each of them is. */
#include "config.h"

#include "redis/cluster.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_url(const struct cluster *cluster, const struct cluster_address *address,
                     struct redis_url *url)
{
    char port[16];

    snprintf(port, sizeof(port), "%u", address->port);
    redis_url_at(url, &cluster->url, address->host, port);
    if (address->name != NULL) {
        free(url->seed);
        url->seed = mem_strdup(address->name);
    }
}

/* Returns how many members stand in front of an address. */
static size_t place_of(const struct cluster *cluster, const struct cluster_address *address)
{
    size_t first = 0;

    for (size_t end = cluster->client->count; first < end;) {
        size_t middle = first + (end - first) / 2;
        if (cluster_address_compare(&cluster->members[middle]->address, address) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static void insert(struct cluster *cluster, size_t place, struct member *member)
{
    size_t behind = cluster->client->count - place;

    cluster->members = mem_grow(cluster->members, &cluster->capacity, cluster->client->count + 1,
                                sizeof(struct member *));
    memmove(cluster->members + place + 1, cluster->members + place,
            behind * sizeof(struct member *));
    cluster->members[place] = member;
}

static struct member *add_member(struct cluster *cluster, const struct cluster_address *address,
                                 size_t place)
{
    struct member *member = mem_zalloc(1, sizeof(*member));
    struct redis_url url;

    member->address = cluster_address_copy(address);
    member->used_ms = timestamp_monotonic();
    make_url(cluster, address, &url);
    insert(cluster, place, member);
    member->node = client_add_node(cluster->client, &url);
    member->node->state = member;
    redis_url_free(&url);
    return member;
}

void cluster_forget_objection(struct member *member)
{
    member->foreign = false;
    member->objection = (struct error){0};
}

void cluster_reopen(struct member *member)
{
    struct cluster *cluster = cluster_of(member->node->client);
    struct redis_url url;

    if (member->node->link != NULL)
        return;
    member->down = false;
    cluster_forget_objection(member);
    member->epoch = 0;
    member->used_ms = timestamp_monotonic();
    make_url(cluster, &member->address, &url);
    client_connect_node(member->node, &url);
    redis_url_free(&url);
}

struct member *cluster_member(struct cluster *cluster, const struct cluster_address *address)
{
    size_t place = place_of(cluster, address);

    if (place == cluster->client->count ||
        cluster_address_compare(&cluster->members[place]->address, address) != 0)
        return add_member(cluster, address, place);
    cluster_reopen(cluster->members[place]);
    return cluster->members[place];
}

static void free_replicas(struct member *member)
{
    for (size_t i = 0; i < member->replica_count; i++)
        cluster_address_free(&member->replicas[i]);
    free(member->replicas);
}

void cluster_free_member(struct member *member)
{
    free_replicas(member);
    cluster_address_free(&member->address);
    cluster_ids_free(&member->ids);
    free(member);
}

void member_take_replicas(struct member *member, struct cluster_shard *shard)
{
    free_replicas(member);
    member->replicas = shard->replicas;
    member->replica_count = shard->replica_count;
    shard->replicas = NULL;
    shard->replica_count = 0;
}

bool member_is_open(const struct member *member)
{
    return member->node->link != NULL && link_state(member->node->link) == LINK_READY;
}

bool member_is_new(const struct member *member)
{
    const struct link *link = member->node->link;

    return link != NULL && link_state(link) < LINK_READY && link_error(link)->class == ERROR_NONE;
}

struct member *member_place(struct member *member)
{
    return member->reader != NULL && member_is_open(member->reader) ? member->reader : member;
}

bool member_can_be_asked(const struct member *member)
{
    return member->holds && !member->down &&
           (member_is_open(member) || (member->reader != NULL && member_is_open(member->reader)));
}

const struct error *member_error(const struct member *member)
{
    static const struct error connecting = {ERROR_RETRY, "it is being connected to"};
    static const struct error empty = {ERROR_RETRY, "it holds no keys any more"};
    const struct link *link = member->node->link;

    if (link != NULL && !member_is_open(member) && link_error(link)->class != ERROR_NONE)
        return link_error(link);
    if (!member->holds)
        return &empty;
    return member->down ? &member->reason : &connecting;
}
