/* The cluster's health: which members can be asked, what the user is told of it, and who is let go.
 */
#include "config.h"

#include "redis/cluster.h"

#include "base/timestamp.h"

#define LEAVE_MS 1000    /* so long one that holds nothing any more may take to answer */
#define TROUBLE_MS 10000 /* what comes so long after the last trouble is a new one */
#define SHOWN_MAX 100    /* bytes of what a node said */

bool cluster_is_served(const struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->client->count; i++) {
        if (member_can_be_asked(member_at(cluster->client, i)))
            return true;
    }
    return false;
}

static void pay(struct cluster *cluster, const struct member *member)
{
    for (size_t slot = 0; slot < CLUSTER_SLOTS; slot++) {
        if (cluster->owner[slot] == member)
            cluster->owed[slot] = DEBT_NONE;
    }
}

void member_update(struct member *member, const struct error *again)
{
    struct cluster *cluster = cluster_of(member->node->client);
    bool can = member_can_be_asked(member);
    bool tells_ready = can && (!member->told || member->owed);
    bool tells_lost = !can && (member->told || (again != NULL && member->holds));

    member->told = can;
    member->owed = false;
    if (cluster->client->closing)
        return;
    if (tells_ready) {
        pay(cluster, member);
        client_tell_ready(member->node);
    } else if (tells_lost) {
        client_tell_lost(member->node, again != NULL ? again : member_error(member));
    }
}

void member_is_down(struct member *member, struct slice text)
{
    struct cluster *cluster = cluster_of(member->node->client);
    int64_t now_ms = timestamp_monotonic();
    size_t size = text.size < SHOWN_MAX ? text.size : SHOWN_MAX;

    error_set(&member->reason, ERROR_RETRY, "the whole cluster is down (%.*s)", (int)size,
              text.data);
    if (member->down)
        return;
    member->down = true;
    member->probes = now_ms - member->down_since_ms > TROUBLE_MS ? 0 : member->probes + 1;
    member->down_since_ms = now_ms;
    member->probe_at_ms = now_ms + cluster_pause(cluster, member->probes);
    cluster_wake(cluster, member->probe_at_ms);
    cluster_want_map(cluster, NULL);
}

void cluster_probe(struct cluster *cluster)
{
    int64_t now_ms = timestamp_monotonic();

    for (size_t i = 0; i < cluster->client->count; i++) {
        struct member *member = member_at(cluster->client, i);
        if (!member->down || !member_is_open(member))
            continue;
        if (member->probe_at_ms <= now_ms) {
            cluster_ask_info(member);
            member->probe_at_ms = now_ms + cluster_pause(cluster, ++member->probes);
        }
        cluster_wake(cluster, member->probe_at_ms);
    }
}

/* Returns until when a connection is kept to a server that holds nothing: a redirect may have named
 * it a moment ago, and it may not have answered all. INT64_MAX: as long as things are as they are.
 * One that hangs is left at once: when it wakes it may, for a moment, take itself for what it was,
 * and carry out what is thrown away then. */
static int64_t needed_until(const struct member *member, bool served, int64_t now_ms)
{
    if (member->holds || member->reads || (member->seed && !served))
        return INT64_MAX;
    if (member_is_silent(member, now_ms))
        return member->left_ms;
    if (member->errands == 0)
        return member->used_ms + member->node->client->limits.spare_ms;
    return (member->left_ms > member->used_ms ? member->left_ms : member->used_ms) + LEAVE_MS;
}

void cluster_prune(struct cluster *cluster)
{
    int64_t now_ms = timestamp_monotonic();
    bool served = cluster_is_served(cluster);

    if (!cluster->mapped)
        return;
    for (size_t i = 0; i < cluster->client->count && !cluster->client->closing; i++) {
        struct member *member = member_at(cluster->client, i);
        int64_t until_ms = needed_until(member, served, now_ms);
        if (member->node->link == NULL || until_ms == INT64_MAX)
            continue;
        if (until_ms <= now_ms)
            client_drop_node(member->node);
        else
            cluster_wake(cluster, until_ms);
    }
}

void cluster_settle_soon(struct cluster *cluster)
{
    cluster->settles = true;
    cluster_wake(cluster, timestamp_monotonic());
}

/* An owner that was ready all along, and did not carry it out, is not asked again at once: nor is
 * another one that it named, as the two may name each other. */
void cluster_owe(struct cluster *cluster, unsigned slot)
{
    int64_t now_ms = timestamp_monotonic();
    const struct member *owner = cluster->owner[slot];
    bool there = owner != NULL && member_can_be_asked(owner);

    cluster->owed[slot] = there ? DEBT_LATER : DEBT_SOON;
    if (!there || cluster->settle_ms != 0)
        return;
    cluster->debts = now_ms - cluster->owed_ms > TROUBLE_MS ? 0 : cluster->debts + 1;
    cluster->owed_ms = now_ms;
    cluster->settle_ms = now_ms + cluster_pause(cluster, cluster->debts);
    cluster_wake(cluster, cluster->settle_ms);
}

/* Lets those who own what is owed say that they are ready. */
static void call_in(struct cluster *cluster, bool later)
{
    for (size_t slot = 0; slot < CLUSTER_SLOTS; slot++) {
        enum debt debt = cluster->owed[slot];
        if (cluster->owner[slot] != NULL && (debt == DEBT_SOON || (debt == DEBT_LATER && later)))
            cluster->owner[slot]->owed = true;
    }
}

void cluster_settle(struct cluster *cluster)
{
    bool later = cluster->settle_ms != 0 && cluster->settle_ms <= timestamp_monotonic();

    if (later)
        cluster->settle_ms = 0;
    else if (cluster->settle_ms != 0)
        cluster_wake(cluster, cluster->settle_ms);
    if (!cluster->settles && !later)
        return;
    cluster->settles = false;
    call_in(cluster, later);
    for (size_t i = 0; i < cluster->client->count && !cluster->client->closing; i++)
        member_update(member_at(cluster->client, i), NULL);
}
