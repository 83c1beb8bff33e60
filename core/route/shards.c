#include "config.h"

#include "route/shards_private.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "route/route_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void take_turn(struct shards *shards);

static void on_timer(uv_timer_t *timer)
{
    take_turn(timer->data);
}

static void free_shards(struct shards *shards)
{
    for (size_t i = 0; i < SHARDS_MAX; i++)
        free(shards->items[i].owner);
    peers_free(&shards->peers);
    free(shards->group);
    free(shards->router);
    free(shards);
}

/* Whoever is told may close the client, which answers what is under way. */
static void on_timer_closed(uv_handle_t *handle)
{
    struct shards *shards = handle->data;
    void (*closed)(void *context) = shards->closed;
    void *context = shards->closed_context;

    shards->ended = true;
    if (shards->under_way == 0)
        free_shards(shards);
    if (closed != NULL)
        closed(context);
}

static void end(struct shards *shards)
{
    uv_handle_t *timer = (uv_handle_t *)&shards->timer;

    if (!uv_is_closing(timer))
        uv_close(timer, on_timer_closed);
}

bool shards_send(struct shards *shards, const struct slice *words, size_t count, reply_fn *on_reply,
                 void *context)
{
    bool sent = client_send(shards->client, &(struct client_request){
                                                .words = words,
                                                .count = count,
                                                .on_reply = on_reply,
                                                .context = context,
                                            });

    shards->under_way += sent;
    return sent;
}

void shards_note(struct shards *shards, const struct reply *reply)
{
    if (reply != NULL && reply->nodes[0].type == REPLY_ERROR)
        script_error(reply_text(reply, 0), &shards->noted);
}

bool shards_answered(struct shards *shards)
{
    shards->under_way--;
    if (!shards->closing)
        return true;
    if (shards->under_way > 0)
        return !shards->ended;
    if (shards->ended)
        free_shards(shards);
    else
        end(shards);
    return false;
}

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* Counts what each router has, as it was seen last. */
static void count_held(struct shards *shards)
{
    for (size_t i = 0; i < shards->peers.count; i++)
        shards->peers.items[i].held = 0;
    for (unsigned i = 0; i < shards->count; i++) {
        const char *owner = shards->items[i].owner;
        struct peer *peer = owner != NULL ? peers_find(&shards->peers, slice_of(owner)) : NULL;
        if (peer != NULL)
            peer->held++;
    }
}

static void give_up(struct shard *shard)
{
    struct shards *shards = shard->shards;

    shard->wanted = true;
    if (shards->events.wanted != NULL) {
        shards->events.wanted(shards->context, shards_number(shard));
    } else {
        shards->events.lost(shards->context, shards_number(shard));
        shards_release(shards, shards_number(shard));
    }
}

/* Gives up what we have beyond our share where another has too few. */
static void balance(struct shards *shards)
{
    int64_t now_ms = timestamp_boot();
    unsigned share = peers_share(&shards->peers, shards->router, shards->count, now_ms);
    unsigned kept = 0;

    count_held(shards);
    if (shards->all || !peers_is_one_short(&shards->peers, shards->router, shards->count, now_ms))
        return;
    for (unsigned i = 0; i < shards->count && !shards->closing; i++) {
        struct shard *shard = &shards->items[i];
        if (shard->state != SHARD_HELD || shard->wanted || ++kept <= share ||
            now_ms < shard->spare_ms)
            continue;
        give_up(shard);
    }
}

/* One that has less than its part looks sooner whether something is free: nobody reads that
 * meanwhile. */
static int64_t turn_length(const struct shards *shards, int64_t now_ms)
{
    unsigned share = peers_share(&shards->peers, shards->router, shards->count, now_ms);
    bool is_short = shards->count > 0 && shards_held(shards) < share;

    return shards->lease_ms / (is_short ? TURNS_SHORT : TURNS);
}

static void end_turn(struct shards *shards)
{
    shards->turning = false;
    if (shards->closing || shards->count == 0)
        return;
    shards_look(shards);
    balance(shards);
    int64_t length_ms = turn_length(shards, timestamp_boot());
    if (length_ms < shards->lease_ms / TURNS && !shards->closing)
        uv_timer_start(&shards->timer, on_timer, (uint64_t)length_ms, 0);
}

static void on_gone_noted(void *context, const struct reply *reply, const struct error *error)
{
    (void)reply;
    (void)error;
    shards_answered(context);
}

static void remove_field(struct shards *shards, const char *hash, struct slice field)
{
    struct buffer key = {0};

    route_key_of(shards->group, hash, &key);
    const struct slice words[] = {SLICE("HDEL"), content(&key), field};
    shards_send(shards, words, 3, on_gone_noted, shards);
    buffer_free(&key);
}

/* One that is no more stands neither among those that live nor in the ledger. */
static void forget_router(void *context, const char *name)
{
    struct shards *shards = context;
    struct buffer field = {0};

    remove_field(shards, "routers", slice_of(name));
    buffer_string(&field, "router:");
    buffer_string(&field, name);
    remove_field(shards, "status", content(&field));
    buffer_free(&field);
}

static void take_peers(struct shards *shards, const struct reply *reply)
{
    int64_t now_ms = timestamp_boot();

    if (shards->trusts)
        peers_trust(&shards->peers, now_ms);
    shards->trusts = false;
    for (size_t node = 1; node + 1 < reply->count; node += 2)
        peers_note(&shards->peers, reply_text(reply, node), reply_text(reply, node + 1), now_ms);
    peers_bury(&shards->peers, shards->router, now_ms, forget_router, shards);
}

static void on_peers(void *context, const struct reply *reply, const struct error *error)
{
    struct shards *shards = context;

    (void)error;
    shards_note(shards, reply);
    if (reply != NULL && reply->nodes[0].type == REPLY_ARRAY && !shards->closing)
        take_peers(shards, reply);
    end_turn(shards);
    shards_answered(shards);
}

static void on_beat(void *context, const struct reply *reply, const struct error *error)
{
    (void)error;
    shards_note(context, reply);
    shards_answered(context);
}

/* Where the node of that key is away, leases are seen to all the same. */
static void beat(struct shards *shards)
{
    struct buffer key = {0};

    route_key_of(shards->group, "routers", &key);
    const struct slice beat[] = {SLICE("HINCRBY"), content(&key), slice_of(shards->router),
                                 SLICE("1")};
    const struct slice all[] = {SLICE("HGETALL"), content(&key)};
    bool sent = shards_send(shards, beat, 4, on_beat, shards) &&
                shards_send(shards, all, 2, on_peers, shards);
    buffer_free(&key);
    if (!sent)
        end_turn(shards);
}

/* Takes another number of shards: all are others then. */
static void adopt(struct shards *shards, unsigned count)
{
    bool changes = shards->count != 0 && shards->count != count;

    for (unsigned i = 0; changes && i < shards->count; i++) {
        struct shard *shard = &shards->items[i];
        if (shard->state != SHARD_OTHERS) {
            shards_drop(shard);
            shard->to_give = true;
            shards_ask_lease(shard, "give");
        }
    }
    if (changes)
        shards->settle_ms = timestamp_boot() + shards->lease_ms;
    shards->count = count;
    if (count == shards->asked_count)
        shards->asked_count = 0;
}

static void ask_count(struct shards *shards);

/* Keeps the number that was asked for, or the usual one where none is kept. */
static void keep_count(struct shards *shards, unsigned count, bool only_if_none)
{
    struct buffer key = {0};
    char digits[16];

    route_key_of(shards->group, "shards", &key);
    snprintf(digits, sizeof(digits), "%u", count);
    const struct slice words[] = {SLICE("SET"), content(&key), slice_of(digits), SLICE("NX")};
    bool sent = shards_send(shards, words, only_if_none ? 4 : 3, on_beat, shards);
    buffer_free(&key);
    if (sent)
        ask_count(shards);
    else
        shards->turning = false;
}

static unsigned usual_count(const struct shards *shards)
{
    if (shards->asked_count != 0)
        return shards->asked_count;
    return shards->count != 0 ? shards->count : SHARDS_DEFAULT;
}

static void take_count(struct shards *shards, const struct reply *reply)
{
    uint64_t kept = 0;

    if (reply->nodes[0].type == REPLY_NIL) {
        keep_count(shards, usual_count(shards), true);
    } else if (!integer_parse(reply_text(reply, 0), SHARDS_MAX, &kept) || kept == 0) {
        error_set(&shards->noted, ERROR_STOP,
                  "driftop:%s:shards holds no number from 1 to %d (DEL it)", shards->group,
                  SHARDS_MAX);
        shards->turning = false;
    } else if (shards->asked_count != 0 && shards->asked_count != kept) {
        shards->settle_ms = timestamp_boot() + shards->lease_ms;
        keep_count(shards, shards->asked_count, false);
    } else {
        adopt(shards, (unsigned)kept);
        beat(shards);
    }
}

static void on_count(void *context, const struct reply *reply, const struct error *error)
{
    struct shards *shards = context;

    (void)error;
    shards_note(shards, reply);
    if (!shards->closing && reply != NULL && reply->nodes[0].type != REPLY_ERROR)
        take_count(shards, reply);
    else if (!shards->closing && shards->count != 0)
        beat(shards);
    else
        shards->turning = false;
    shards_answered(shards);
}

static void ask_count(struct shards *shards)
{
    struct buffer key = {0};

    route_key_of(shards->group, "shards", &key);
    const struct slice words[] = {SLICE("GET"), content(&key)};
    bool sent = shards_send(shards, words, 2, on_count, shards);
    buffer_free(&key);
    if (sent)
        return;
    if (shards->count != 0)
        beat(shards);
    else
        shards->turning = false;
}

/* Drops what is over. Returns when the next lease ends, or a turn is due. */
static int64_t expire(struct shards *shards, int64_t now_ms)
{
    int64_t next_ms = now_ms + turn_length(shards, now_ms);

    for (unsigned i = 0; i < shards->count && !shards->closing; i++) {
        struct shard *shard = &shards->items[i];
        if (shard->state == SHARD_OTHERS)
            continue;
        if (now_ms >= shard->until_ms)
            shards_drop(shard);
        else if (shard->until_ms < next_ms)
            next_ms = shard->until_ms;
    }
    return next_ms;
}

static void take_turn(struct shards *shards)
{
    int64_t now_ms = timestamp_boot();
    int64_t next_ms = expire(shards, now_ms);

    if (shards->closing)
        return;
    uv_timer_start(&shards->timer, on_timer, (uint64_t)(next_ms - now_ms), 0);
    shards_keep(shards);
    if (shards->turning)
        return;
    shards->turning = true;
    shards->error = shards->noted;
    shards->noted = (struct error){0};
    ask_count(shards);
}

struct shards *shards_open(const struct shards_options *options, const struct shards_events *events,
                           void *context)
{
    struct shards *shards = mem_zalloc(1, sizeof(*shards));

    shards->client = options->client;
    shards->group = mem_strdup(options->group);
    shards->router = mem_strdup(options->router);
    shards->asked_count = options->count;
    shards->lease_ms = options->lease_ms != 0 ? options->lease_ms : SHARD_LEASE_MS;
    shards->peers.lease_ms = shards->lease_ms;
    shards->all = options->all;
    shards->events = *events;
    shards->context = context;
    for (unsigned i = 0; i < SHARDS_MAX; i++)
        shards->items[i].shards = shards;
    uv_timer_init(options->loop, &shards->timer);
    shards->timer.data = shards;
    uv_timer_start(&shards->timer, on_timer, 0, 0);
    return shards;
}

void shards_ready(struct shards *shards)
{
    if (!shards->closing)
        take_turn(shards);
}

void shards_away(struct shards *shards)
{
    for (unsigned i = 0; i < shards->count; i++)
        shards->items[i].wanted = false;
    shards->trusts = true;
}

unsigned shards_count(const struct shards *shards)
{
    return shards->count;
}

bool shards_may_send(const struct shards *shards, unsigned number, uint64_t *epoch)
{
    const struct shard *shard = &shards->items[number];

    if (shards->closing || number >= shards->count || shard->state != SHARD_HELD ||
        timestamp_boot() >= shard->until_ms - shards->lease_ms / TURNS)
        return false;
    *epoch = shard->epoch;
    return true;
}

/* Patience ran out: what is not given back by now ends by itself. */
static void on_patience(uv_timer_t *timer)
{
    end(timer->data);
}

static void give_all_back(struct shards *shards)
{
    for (unsigned i = 0; i < shards->count; i++) {
        struct shard *shard = &shards->items[i];
        if (shard->asked != NULL && shard->state == SHARD_OTHERS)
            shard->to_give = true; /* it may be about to be won */
        else
            shards_release(shards, i);
    }
    forget_router(shards, shards->router);
}

void shards_close(struct shards *shards, int64_t wait_ms, void (*closed)(void *context),
                  void *context)
{
    shards->closing = true;
    shards->closed = closed;
    shards->closed_context = context;
    give_all_back(shards);
    if (shards->under_way == 0)
        end(shards);
    else
        uv_timer_start(&shards->timer, on_patience, (uint64_t)wait_ms, 0);
}
