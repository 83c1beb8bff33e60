/* The lanes of a cluster: what is sent there, held here, told and lost, in its order. */
#include "config.h"

#include "redis/cluster_errand.h"

#include "base/timestamp.h"

#include <stdlib.h>

void errand_enter(struct errand *errand)
{
    struct lane *lane = &errand->cluster->lanes[errand->slot];

    errand->cluster->held += !errand->sent;
    errand->previous = lane->last;
    if (lane->last != NULL)
        lane->last->next = errand;
    else
        lane->first = errand;
    lane->last = errand;
}

static void leave_lane(struct errand *errand)
{
    struct lane *lane = &errand->cluster->lanes[errand->slot];

    errand->cluster->held -= !errand->sent;
    if (lane->first == errand)
        lane->first = errand->next;
    else
        errand->previous->next = errand->next;
    if (lane->last == errand)
        lane->last = errand->previous;
    else
        errand->next->previous = errand->previous;
    errand->previous = errand->next = NULL;
}

/* Keeps an errand here until it can go to a member; NULL: to the owner. */
void errand_hold(struct errand *errand, struct member *target, bool asking)
{
    errand->at = target;
    errand->asking = asking;
    if (errand->due_ms != 0)
        cluster_wake(errand->cluster, errand->due_ms);
}

static void on_asking(void *context, const struct reply *reply, const struct error *error)
{
    struct member *member = context;

    (void)error;
    if (reply == NULL)
        return;
    member->denied.class = ERROR_NONE;
    if (reply->nodes[0].type == REPLY_ERROR)
        reply_error(reply_text(reply, 0), &member->denied);
}

/* ASKING holds for the next command on its connection. */
static void ask_for_one(struct member *to)
{
    const struct slice words[] = {SLICE("ASKING")};

    link_send(
        to->node->link,
        &(struct link_request){.words = words, .count = 1, .on_reply = on_asking, .context = to});
}

/* Returns what is left of its time: at least a millisecond, for the link to tell that it is over.
 */
static int64_t time_left(const struct errand *errand)
{
    if (errand->due_ms == 0)
        return 0;
    int64_t left_ms = errand->due_ms - timestamp_monotonic();
    return left_ms > 0 ? left_ms : 1;
}

bool errand_send(struct errand *errand, struct member *to, bool asking)
{
    if (!member_is_open(to))
        return false;
    if (asking)
        ask_for_one(to);
    if (!link_send(to->node->link,
                   &(struct link_request){
                       .words = errand->words,
                       .count = errand->count,
                       .deadline_ms = time_left(errand),
                       .on_element = errand->on_element != NULL ? errand_element : NULL,
                       .on_reply = errand_answer,
                       .context = errand,
                   }))
        return false;
    errand->at = to;
    errand->asking = asking;
    errand->parted = false;
    errand->sent = true;
    if (to->errands++ == 0)
        cluster_expect(to);
    to->used_ms = (int64_t)uv_now(errand->cluster->client->loop);
    return true;
}

/* Tells one that it is lost. Nothing of it is touched afterwards. */
static void tell_lost(struct errand *errand, const struct error *error)
{
    reply_fn *on_reply = errand->on_reply;
    void *context = errand->context;

    errand->told = true;
    if (!errand->sent)
        free(errand);
    on_reply(context, NULL, error);
}

/* Takes an errand and all behind it out of the lane: whoever is told may ask anew, and that goes
 * into a new one. */
static struct errand *cut_lane(struct errand *errand)
{
    struct lane *lane = &errand->cluster->lanes[errand->slot];

    lane->last = errand->previous;
    if (errand->previous != NULL)
        errand->previous->next = NULL;
    else
        lane->first = NULL;
    for (struct errand *each = errand; each != NULL; each = each->next) {
        each->adrift = true;
        errand->cluster->held -= !each->sent;
    }
    return errand;
}

/* An errand is lost, and all behind it with it: they must not be carried out before it is asked
 * for again. `error` may be anybody's. */
void errand_lose(struct errand *errand, const struct error *error)
{
    const struct error reason = *error;

    cluster_owe(errand->cluster, errand->slot);
    for (struct errand *each = cut_lane(errand), *next; each != NULL; each = next) {
        next = each->next;
        tell_lost(each, &reason);
    }
}

void errand_lose_for(struct errand *errand, const char *why, const struct member *member)
{
    struct error error;

    error_set(&error, ERROR_RETRY, "%s: %s", buffer_text(&member->node->name), why);
    errand_lose(errand, &error);
}

/* Returns true when nothing in front of an errand can arrive behind it there. */
static bool may_go(const struct errand *errand, const struct member *to)
{
    const struct errand *ahead = errand->previous;

    return ahead == NULL || (ahead->sent && ahead->at == to);
}

struct member *cluster_place(const struct cluster *cluster, unsigned slot)
{
    struct member *owner = cluster->owner[slot];

    return owner != NULL && member_can_be_asked(owner) ? member_place(owner) : NULL;
}

enum release { RELEASED, WAITS, LOST };

/* Sends one that is held where nothing keeps it back. */
static enum release release(struct errand *errand)
{
    struct member *to =
        errand->at != NULL ? errand->at : cluster_place(errand->cluster, errand->slot);

    if (to == NULL)
        return LOST;
    if (!may_go(errand, to))
        return WAITS;
    if (errand->not_before_ms > timestamp_monotonic()) {
        cluster_wake(errand->cluster, errand->not_before_ms);
        return WAITS;
    }
    if (member_is_new(to))
        return WAITS;
    if (!errand_send(errand, to, errand->asking))
        return LOST;
    errand->cluster->held--;
    return RELEASED;
}

static void lose_away(struct errand *errand)
{
    static const struct error unserved = {ERROR_RETRY, "no server of the cluster holds this key"};
    const struct member *at =
        errand->at != NULL ? errand->at : errand->cluster->owner[errand->slot];

    if (at == NULL)
        errand_lose(errand, &unserved);
    else
        errand_lose(errand, member_error(at));
}

/* Lets go what is held at the head of a lane, and what may follow it. */
static void pump(struct cluster *cluster, unsigned slot)
{
    struct errand *errand = cluster->lanes[slot].first;

    while (errand != NULL && !errand->sent) {
        enum release how = release(errand);
        if (how == LOST)
            lose_away(errand);
        if (how != RELEASED)
            return;
        errand = errand->next;
    }
}

/* Tells the answer, and lets those go that it kept waiting. */
void errand_finish(struct errand *errand, const struct reply *reply, const struct error *error)
{
    struct cluster *cluster = errand->cluster;
    reply_fn *on_reply = errand->on_reply;
    void *context = errand->context;
    unsigned slot = errand->slot;

    leave_lane(errand);
    free(errand);
    on_reply(context, reply, error);
    if (!cluster->client->closing)
        pump(cluster, slot);
}

/* Sends an errand that came back on to a member, or keeps it until it can go there. */
void errand_send_on(struct errand *errand, struct member *to, bool asking)
{
    errand_hold(errand, to, asking);
    if (errand->previous == NULL) {
        pump(errand->cluster, errand->slot);
        return;
    }
    if (release(errand) == LOST)
        lose_away(errand);
}

/* Tells one that is held, and whose time is over. */
static bool expire_held(struct errand *errand, int64_t now_ms)
{
    struct error error;

    if (errand->sent || errand->due_ms == 0)
        return false;
    if (errand->due_ms > now_ms) {
        cluster_wake(errand->cluster, errand->due_ms);
        return false;
    }
    error_set(&error, ERROR_RETRY, "no reply in time: %s",
              errand->parted ? "its keys are parted while their slot moves (TRYAGAIN)"
                             : "its part of the cluster is moving");
    errand_finish(errand, NULL, &error);
    return true;
}

static void look_at_lane(struct cluster *cluster, unsigned slot, int64_t now_ms)
{
    struct errand *errand = cluster->lanes[slot].first;

    while (errand != NULL && !cluster->client->closing) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): one that was told has left its lane */
        bool told = expire_held(errand, now_ms);
        errand = told ? cluster->lanes[slot].first : errand->next;
    }
    if (!cluster->client->closing)
        pump(cluster, slot);
}

void cluster_release_held(struct cluster *cluster)
{
    int64_t now_ms = timestamp_monotonic();

    for (unsigned slot = 0; slot < CLUSTER_SLOTS && cluster->held > 0; slot++)
        look_at_lane(cluster, slot, now_ms);
}

void cluster_lose_all(struct cluster *cluster, const struct error *error)
{
    for (unsigned slot = 0; slot < CLUSTER_SLOTS; slot++) {
        if (cluster->lanes[slot].first != NULL)
            errand_lose(cluster->lanes[slot].first, error);
    }
}
