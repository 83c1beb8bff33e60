/* The cluster's requests: each lies in the lane of its slot until it is answered, follows
 * redirects, and never overtakes one that was handed in before it. */
#include "config.h"

#include "redis/cluster.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>

#define HOPS_MAX 5
#define TRYAGAIN_MS 20 /* doubled each time */

static void on_answer(void *context, const struct reply *reply, const struct error *error);
static void on_element(void *context, const struct reply_element *element);

static struct errand *new_errand(struct cluster *cluster, const struct client_request *request,
                                 struct slice key, unsigned slot)
{
    size_t size = 0;

    for (size_t i = 0; i < request->count; i++)
        size += request->words[i].size;
    struct errand *errand =
        mem_alloc(sizeof(*errand) + request->count * sizeof(struct slice) + size + 1);
    char *end = (char *)(errand->words + request->count);
    *errand = (struct errand){
        .cluster = cluster,
        .slot = slot,
        .due_ms = request->deadline_ms > 0 ? timestamp_monotonic() + request->deadline_ms : 0,
        .on_element = request->on_element,
        .on_reply = request->on_reply,
        .context = request->context,
        .count = request->count,
    };
    for (size_t i = 0; i < request->count; i++) {
        struct slice word = request->words[i];
        errand->words[i] = (struct slice){end, word.size};
        if (word.size > 0)
            memcpy(end, word.data, word.size);
        if (word.data == key.data)
            errand->key = errand->words[i];
        end += word.size;
    }
    return errand;
}

static void enter_lane(struct errand *errand)
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
    if (errand->previous != NULL)
        errand->previous->next = errand->next;
    else
        lane->first = errand->next;
    if (errand->next != NULL)
        errand->next->previous = errand->previous;
    else
        lane->last = errand->previous;
    errand->previous = errand->next = NULL;
}

/* Keeps an errand here until it can go to a member; NULL: to the owner. */
static void hold(struct errand *errand, struct member *target, bool asking)
{
    errand->at = target;
    errand->asking = asking;
    if (errand->due_ms != 0)
        cluster_wake(errand->cluster, errand->due_ms);
}

static void ignore_reply(void *context, const struct reply *reply, const struct error *error)
{
    (void)context;
    (void)reply;
    (void)error;
}

/* ASKING holds for the next command on its connection. */
static void ask_for_one(struct link *link)
{
    const struct slice words[] = {SLICE("ASKING")};

    link_send(link, &(struct link_request){.words = words, .count = 1, .on_reply = ignore_reply});
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

static bool send_errand(struct errand *errand, struct member *to, bool asking)
{
    if (!member_is_open(to))
        return false;
    if (asking)
        ask_for_one(to->node->link);
    if (!link_send(to->node->link, &(struct link_request){
                                       .words = errand->words,
                                       .count = errand->count,
                                       .deadline_ms = time_left(errand),
                                       .on_element = errand->on_element != NULL ? on_element : NULL,
                                       .on_reply = on_answer,
                                       .context = errand,
                                   }))
        return false;
    errand->at = to;
    errand->asking = asking;
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
static void lose(struct errand *errand, const struct error *error)
{
    const struct error reason = *error;

    cluster_owe(errand->cluster, errand->slot);
    for (struct errand *each = cut_lane(errand), *next; each != NULL; each = next) {
        next = each->next;
        tell_lost(each, &reason);
    }
}

static void lose_for(struct errand *errand, const char *why, const struct member *member)
{
    struct error error;

    error_set(&error, ERROR_RETRY, "%s: %s", buffer_text(&member->node->name), why);
    lose(errand, &error);
}

/* Returns true when nothing in front of an errand can arrive behind it there. */
static bool may_go(const struct errand *errand, const struct member *to)
{
    const struct errand *ahead = errand->previous;

    return ahead == NULL || (ahead->sent && ahead->at == to);
}

enum release { RELEASED, WAITS, LOST };

static struct member *owner_place(const struct cluster *cluster, unsigned slot)
{
    struct member *owner = cluster->owner[slot];

    return owner != NULL && member_can_be_asked(owner) ? member_place(owner) : NULL;
}

/* Sends one that is held where nothing keeps it back. */
static enum release release(struct errand *errand)
{
    struct member *to =
        errand->at != NULL ? errand->at : owner_place(errand->cluster, errand->slot);

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
    if (!send_errand(errand, to, errand->asking))
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
        lose(errand, &unserved);
    else
        lose(errand, member_error(at));
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
static void finish(struct errand *errand, const struct reply *reply, const struct error *error)
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
    bool redirects = answer == CLUSTER_MOVED || answer == CLUSTER_ASK;

    if ((redirects && *slot != errand->slot) ||
        (answer == CLUSTER_TRYAGAIN && errand->hops >= HOPS_MAX) ||
        (answer == CLUSTER_BEHIND && errand->at->holds))
        return CLUSTER_OTHER;
    return answer;
}

static void on_element(void *context, const struct reply_element *element)
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

/* Sends an errand that came back on to a member, or keeps it until it can go there. */
static void send_on(struct errand *errand, struct member *to, bool asking)
{
    hold(errand, to, asking);
    if (errand->previous == NULL) {
        pump(errand->cluster, errand->slot);
        return;
    }
    if (release(errand) == LOST)
        lose_away(errand);
}

static void redirect(struct errand *errand, enum cluster_answer answer, struct slice text)
{
    struct cluster *cluster = errand->cluster;
    struct member *from = errand->at;
    struct cluster_address address;

    if (!cluster_address_parse(text, from->address.host, &address)) {
        lose_for(errand, "it redirects to an address that is none", from);
        return;
    }
    struct member *to = cluster_member(cluster, &address);
    cluster_address_free(&address);
    cluster_want_map(cluster, answer == CLUSTER_MOVED ? to : NULL);
    if (++errand->hops > HOPS_MAX) {
        lose_for(errand, "redirected more than five times", from);
    } else if (!member_is_open(to) && !member_is_new(to)) {
        lose(errand, member_error(to));
    } else {
        if (answer == CLUSTER_MOVED)
            cluster_own(cluster, errand->slot, to);
        send_on(errand, to, answer == CLUSTER_ASK);
    }
}

static void try_again(struct errand *errand)
{
    errand->not_before_ms = timestamp_monotonic() + (TRYAGAIN_MS << errand->hops++);
    send_on(errand, NULL, false);
}

/* A replica that cannot answer is left; its master can. */
static void leave_replica(struct errand *errand)
{
    struct member *owner = errand->cluster->owner[errand->slot];

    if (owner != NULL && owner->reader == errand->at)
        cluster_leave_reader(owner);
    errand->hops++;
    send_on(errand, owner, false);
}

static void lose_unserved(struct errand *errand, struct slice text)
{
    struct error error;

    reply_error(text, &error);
    cluster_own(errand->cluster, errand->slot, NULL);
    cluster_want_map(errand->cluster, NULL);
    lose(errand, &error);
}

static void lose_down(struct errand *errand, struct slice text)
{
    struct member *owner = errand->cluster->owner[errand->slot];
    struct member *member = errand->at->reads && owner != NULL ? owner : errand->at;

    member_is_down(member, text);
    lose(errand, &member->reason);
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
        redirect(errand, answer, address);
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
        lose(errand, error);
    else if (reply != NULL && reply->nodes[0].type == REPLY_ERROR &&
             take_error(errand, reply_text(reply, 0)))
        return;
    else if ((overtaken = overtaken_by(errand)) != NULL)
        lose_for(overtaken, "its slot went to and fro", errand->at);
    else
        finish(errand, reply, error);
}

static void on_answer(void *context, const struct reply *reply, const struct error *error)
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

/* Returns where a new errand goes, behind what is in its lane; NULL: it has to wait. */
static struct member *place_behind(const struct errand *last, struct slice key, bool *asking)
{
    *asking = last->asking;
    if (!last->sent || (last->asking && !slice_equals(last->key, key)))
        return NULL;
    return last->at;
}

static bool send_behind(struct errand *last, const struct client_request *request, struct slice key,
                        unsigned slot)
{
    struct cluster *cluster = last->cluster;
    bool asking;
    struct member *to = place_behind(last, key, &asking);
    struct errand *errand = new_errand(cluster, request, key, slot);

    if (to == NULL)
        hold(errand, NULL, false);
    else if (!send_errand(errand, to, asking)) {
        free(errand);
        return false;
    }
    enter_lane(errand);
    return true;
}

static bool send_first(struct cluster *cluster, const struct client_request *request,
                       struct slice key, unsigned slot)
{
    struct member *to = owner_place(cluster, slot);

    if (to == NULL)
        return false;
    struct errand *errand = new_errand(cluster, request, key, slot);
    if (!send_errand(errand, to, false)) {
        free(errand);
        return false;
    }
    enter_lane(errand);
    return true;
}

bool cluster_send(struct client *client, const struct client_request *request, struct slice key)
{
    struct cluster *cluster = cluster_of(client);
    unsigned slot = cluster_slot(key);
    struct errand *last = cluster->lanes[slot].last;

    cluster_is_used(cluster);
    bool sent = last != NULL ? send_behind(last, request, key, slot)
                             : send_first(cluster, request, key, slot);

    if (!sent)
        cluster_owe(cluster, slot);
    return sent;
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
    error_set(&error, ERROR_RETRY, "no reply in time: its part of the cluster is moving");
    finish(errand, NULL, &error);
    return true;
}

static void look_at_lane(struct cluster *cluster, unsigned slot, int64_t now_ms)
{
    struct errand *errand = cluster->lanes[slot].first;

    while (errand != NULL && !cluster->client->closing)
        errand = expire_held(errand, now_ms) ? cluster->lanes[slot].first : errand->next;
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
            lose(cluster->lanes[slot].first, error);
    }
}
