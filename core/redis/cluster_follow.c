/* The cluster's answers: what is none is followed, and none is told before an earlier one. */
#include "config.h"

#include "redis/cluster_errand.h"

#include "base/timestamp.h"

#include <stdio.h>
#include <stdlib.h>

#define HOPS_MAX 5
#define SHOWN_MAX 80   /* bytes of an address */
#define TRYAGAIN_MS 20 /* doubled each time */

/* Returns an errand about the same key in front of this one, which was answered: it comes too late
 * now. That takes a slot that went to and fro while both were on their way. */
static struct errand *overtaken_by(const struct errand *errand)
{
    struct errand *ahead = errand->previous;

    while (ahead != NULL && !slice_equals(ahead->key, errand->key))
        ahead = ahead->previous;
    return ahead;
}

/* What an error means for this errand. */
static enum cluster_answer read_answer(const struct errand *errand, struct slice text,
                                       unsigned *slot, struct slice *address)
{
    enum cluster_answer answer = cluster_answer_read(text, slot, address);

    if ((answer == CLUSTER_TRYAGAIN && errand->hops >= HOPS_MAX) ||
        (answer == CLUSTER_BEHIND && errand->at->holds))
        return CLUSTER_OTHER;
    return answer;
}

void errand_element(void *context, const struct reply_element *element)
{
    struct errand *errand = context;
    unsigned slot;
    struct slice address;

    if (element->depth == 0)
        errand->swallows = (element->type == REPLY_ERROR &&
                            read_answer(errand, element->text, &slot, &address) != CLUSTER_OTHER) ||
                           (!errand->told && !errand->adrift && overtaken_by(errand) != NULL);
    if (!errand->swallows && !errand->told && !errand->adrift)
        errand->on_element(errand->context, element);
}

static int shown_size(struct slice text)
{
    return (int)(text.size < SHOWN_MAX ? text.size : SHOWN_MAX);
}

static void lose_in_circle(struct errand *errand, struct slice text)
{
    char why[200];

    snprintf(why, sizeof(why),
             "after %d redirects: %.*s, the nodes disagree about who holds the slot", HOPS_MAX,
             shown_size(text), text.data);
    errand_lose_for(errand, why, errand->at);
}

/* Nobody can say where the key is then. */
static void lose_astray(struct errand *errand, struct slice text)
{
    char why[200];

    snprintf(why, sizeof(why), "it answers for another slot than that of the key, %u: %.*s",
             errand->slot, shown_size(text), text.data);
    cluster_want_map(errand->cluster, NULL);
    errand_lose_for(errand, why, errand->at);
}

static void redirect(struct errand *errand, enum cluster_answer answer, struct slice where,
                     struct slice text)
{
    struct cluster *cluster = errand->cluster;
    struct member *from = errand->at;
    struct cluster_address address;

    if (!cluster_address_parse(where, from->address.host, &address)) {
        errand_lose_for(errand, "it redirects to an address that is none", from);
        return;
    }
    struct member *to = cluster_member(cluster, &address);
    cluster_address_free(&address);
    cluster_want_map(cluster, answer == CLUSTER_MOVED ? to : NULL);
    if (errand->asking && from->denied.class != ERROR_NONE) {
        errand_lose(errand, &from->denied);
    } else if (++errand->hops > HOPS_MAX) {
        lose_in_circle(errand, text);
    } else if (!member_is_open(to) && !member_is_new(to)) {
        errand_lose(errand, member_error(to));
    } else {
        if (answer == CLUSTER_MOVED)
            cluster_own(cluster, errand->slot, to);
        errand_send_on(errand, to, answer == CLUSTER_ASK);
    }
}

static void try_again(struct errand *errand)
{
    errand->parted = true;
    errand->not_before_ms = timestamp_monotonic() + (TRYAGAIN_MS << errand->hops++);
    errand_send_on(errand, NULL, false);
}

/* A replica that cannot answer is left; its master can. */
static void leave_replica(struct errand *errand)
{
    struct member *owner = errand->cluster->owner[errand->slot];

    if (owner != NULL && owner->reader == errand->at)
        cluster_leave_reader(owner);
    errand->hops++;
    errand_send_on(errand, owner, false);
}

static void lose_unserved(struct errand *errand, struct slice text)
{
    struct error error;

    reply_error(text, &error);
    cluster_own(errand->cluster, errand->slot, NULL);
    cluster_want_map(errand->cluster, NULL);
    errand_lose(errand, &error);
}

static void lose_down(struct errand *errand, struct slice text)
{
    struct member *owner = errand->cluster->owner[errand->slot];
    struct member *member = errand->at->reads && owner != NULL ? owner : errand->at;

    member_is_down(member, text);
    errand_lose(errand, &member->reason);
    member_update(member, NULL);
}

/* Acts on an error that is no answer to the request. Returns false when it is one. */
static bool take_error(struct errand *errand, struct slice text)
{
    struct slice address;
    unsigned slot;
    enum cluster_answer answer = read_answer(errand, text, &slot, &address);

    switch (answer) {
    case CLUSTER_MOVED:
    case CLUSTER_ASK:
        if (slot == errand->slot)
            redirect(errand, answer, address, text);
        else
            lose_astray(errand, text);
        return true;
    case CLUSTER_DOWN:
        lose_down(errand, text);
        return true;
    case CLUSTER_UNSERVED:
        lose_unserved(errand, text);
        return true;
    case CLUSTER_TRYAGAIN:
        try_again(errand);
        return true;
    case CLUSTER_BEHIND:
        leave_replica(errand);
        return true;
    default:
        return false;
    }
}

/* Where its own time is over the connection goes on, and so do those behind it. */
static bool is_expired(const struct errand *errand)
{
    return errand->due_ms != 0 && member_is_open(errand->at) &&
           timestamp_monotonic() >= errand->due_ms;
}

static void take(struct errand *errand, const struct reply *reply, const struct error *error)
{
    struct errand *overtaken;

    if (reply == NULL && !is_expired(errand))
        errand_lose(errand, error);
    else if (reply != NULL && reply->nodes[0].type == REPLY_ERROR &&
             take_error(errand, reply_text(reply, 0)))
        return;
    else if ((overtaken = overtaken_by(errand)) != NULL)
        errand_lose_for(overtaken, "its slot went to and fro", errand->at);
    else
        errand_finish(errand, reply, error);
}

void errand_answer(void *context, const struct reply *reply, const struct error *error)
{
    struct errand *errand = context;
    struct member *at = errand->at;
    struct cluster *cluster = errand->cluster;

    errand->sent = false;
    at->errands--;
    at->heard_ms = (int64_t)uv_now(cluster->client->loop);
    if (errand->told) {
        free(errand);
    } else if (!errand->adrift) {
        cluster->held++;
        take(errand, reply, error);
    }
    if (!at->holds && at->errands == 0 && !cluster->client->closing)
        cluster_prune(cluster);
}
