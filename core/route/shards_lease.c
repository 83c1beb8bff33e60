/* The shards: their leases and epochs. */
#include "config.h"

#include "route/shards_private.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/route_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An epoch is a count that Redis keeps, with bits of chance behind it: where a failover takes the
 * count back, no two routers have the same. It stays exact as a double, as scripts compare it. */
#define CHANCE_BITS 20

unsigned shards_number(const struct shard *shard)
{
    return (unsigned)(shard - shard->shards->items);
}

unsigned shards_held(const struct shards *shards)
{
    unsigned held = 0;

    for (unsigned i = 0; i < shards->count; i++) {
        const struct shard *shard = &shards->items[i];
        held += shard->state != SHARD_OTHERS ||
                (shard->asked != NULL && strcmp(shard->asked, "win") == 0);
    }
    return held;
}

void shards_drop(struct shard *shard)
{
    struct shards *shards = shard->shards;
    bool told = shard->state == SHARD_HELD && !shards->closing;

    shard->state = SHARD_OTHERS;
    shard->wanted = false;
    shard->free_ms = 0;
    if (told)
        shards->events.lost(shards->context, shards_number(shard));
}

static uint64_t chance(void)
{
    uint64_t bits = 0;

    /* Without it epochs still are what Redis counts. */
    (void)uv_random(NULL, NULL, &bits, sizeof(bits), 0, NULL);
    return bits & ((UINT64_C(1) << CHANCE_BITS) - 1);
}

static void hold(struct shard *shard, uint64_t count)
{
    struct shards *shards = shard->shards;

    if (count <= shards->counted)
        shards->era++;
    shards->counted = count;
    bool restored = shard->era != shards->era;
    shard->era = shards->era;
    shard->state = SHARD_HELD;
    shard->epoch = count << CHANCE_BITS | chance();
    shard->mine = true;
    free(shard->last);
    shard->last = NULL;
    shards->events.gained(shards->context, shards_number(shard), shard->epoch, restored);
}

static void ask_epoch(struct shard *shard, uint64_t step);

/* What is held has to be of use for a while: a router that was stopped since it asked begins anew.
 */
static void take_count(struct shard *shard, uint64_t count)
{
    struct shards *shards = shard->shards;

    if (shard->state != SHARD_COUNTING || shards->closing)
        return;
    if (timestamp_boot() >= shard->until_ms - shards->lease_ms / TURNS)
        shards_drop(shard);
    else if (count <= shards->floor)
        ask_epoch(shard, shards->floor - count + 1);
    else
        hold(shard, count);
}

static void on_counted(void *context, const struct reply *reply, const struct error *error)
{
    struct shard *shard = context;
    struct shards *shards = shard->shards;

    (void)error;
    shard->counting = false;
    shards_note(shards, reply);
    if (reply != NULL && reply->nodes[0].type == REPLY_INTEGER)
        take_count(shard, (uint64_t)reply->nodes[0].integer);
    else if (reply != NULL && shard->state == SHARD_COUNTING)
        shards_release(shards, shards_number(shard)); /* others may do better */
    shards_answered(shards);
}

static void ask_epoch(struct shard *shard, uint64_t step)
{
    struct buffer key = {0};
    char digits[24];

    if (shard->counting)
        return;
    route_key_of(shard->shards->group, "epoch", &key);
    snprintf(digits, sizeof(digits), "%" PRIu64, step);
    const struct slice words[] = {SLICE("INCRBY"), {key.data, key.size}, slice_of(digits)};
    shard->counting = shards_send(shard->shards, words, 3, on_counted, shard);
    buffer_free(&key);
}

void shards_outrun(struct shards *shards, unsigned shard, uint64_t epoch)
{
    struct shard *one = &shards->items[shard];
    uint64_t count = epoch >> CHANCE_BITS;

    if (shard >= shards->count || one->state != SHARD_HELD || epoch <= one->epoch)
        return;
    shards->floor = count > shards->floor ? count : shards->floor;
    shards_drop(one);
    if (!shards->closing)
        shards_ask_lease(one, "keep");
}

static void set_owner(struct shard *shard, struct slice owner)
{
    free(shard->owner);
    shard->owner = owner.data != NULL ? mem_strndup(owner.data, owner.size) : NULL;
}

static void take_ours(struct shard *shard)
{
    struct shards *shards = shard->shards;

    set_owner(shard, (struct slice){0});
    shard->free_ms = 0;
    shard->until_ms = shard->asked_ms + shards->lease_ms;
    if (shards->closing || shard->to_give)
        return;
    if (shard->state == SHARD_OTHERS)
        shard->state = SHARD_COUNTING;
    if (shard->state == SHARD_COUNTING)
        ask_epoch(shard, 1);
}

/* A lease that is gone although its time is not over: Redis has lost data, or a failover took it
 * back. */
static bool is_gone_early(const struct shard *shard)
{
    return shard->state == SHARD_HELD &&
           timestamp_boot() < shard->until_ms - shard->shards->lease_ms / TURNS;
}

static bool is_spare(const struct shard *shard, int64_t now_ms)
{
    return shard->free_ms != 0 && now_ms - shard->free_ms >= SPARE_AFTER * shard->shards->lease_ms;
}

/* Returns true when it is left to the router that had it last, and may still live: also where we
 * gave it back, and did not see to whom. */
static bool is_left(const struct shards *shards, const struct shard *shard)
{
    if (shard->last == NULL)
        return shard->epoch != 0;
    return peers_find(&shards->peers, slice_of(shard->last)) != NULL;
}

/* One that is somebody's is not tried for, in place of one that is free. */
static bool wants(const struct shards *shards, const struct shard *shard, int64_t now_ms)
{
    bool returns = shards->trusts || now_ms < shards->return_ms;

    if (now_ms < shards->settle_ms || shard->owner != NULL)
        return false;
    if (shards->all || (returns && shard->mine))
        return true;
    if (returns && is_left(shards, shard))
        return false;
    if (shards_held(shards) < peers_share(&shards->peers, shards->router, shards->count, now_ms))
        return true;
    return is_spare(shard, now_ms);
}

/* One that nobody took in time is not given back soon: it would be nobody's again. */
static void win(struct shard *shard, int64_t now_ms)
{
    if (is_spare(shard, now_ms))
        shard->spare_ms = now_ms + SPARE_FOR * shard->shards->lease_ms;
    shards_ask_lease(shard, "win");
}

/* Another router has it. */
static void note_last(struct shard *shard)
{
    struct shards *shards = shard->shards;

    shard->mine = false;
    if (shard->last != NULL && strcmp(shard->last, shard->owner) == 0)
        return;
    free(shard->last);
    shard->last = mem_strdup(shard->owner);
    if (shards->events.others != NULL && !shards->closing)
        shards->events.others(shards->context, shards_number(shard));
}

static void take_others(struct shard *shard, struct slice owner)
{
    struct shards *shards = shard->shards;

    shards->era += is_gone_early(shard);
    set_owner(shard, owner);
    if (shard->state != SHARD_OTHERS)
        shards_drop(shard);
    if (owner.data != NULL) {
        shard->free_ms = 0;
        note_last(shard);
        return;
    }
    if (shard->free_ms == 0)
        shard->free_ms = timestamp_boot();
    if (!shards->closing && !shard->to_give && wants(shards, shard, timestamp_boot()))
        win(shard, timestamp_boot());
}

static void on_lease(void *context, const struct reply *reply, const struct error *error)
{
    struct shard *shard = context;
    struct shards *shards = shard->shards;
    bool gave = strcmp(shard->asked, "give") == 0;

    (void)error;
    shard->asked = NULL;
    shards_note(shards, reply);
    if (reply != NULL && reply->nodes[0].type != REPLY_ERROR) {
        struct slice text = reply_text(reply, 0);
        shard->to_give = shard->to_give && !gave;
        if (reply->nodes[0].type == REPLY_INTEGER)
            take_ours(shard);
        else if (!gave)
            take_others(shard, reply->nodes[0].type == REPLY_NIL ? (struct slice){0} : text);
    }
    if (shard->to_give && !gave)
        shards_ask_lease(shard, "give");
    shards_answered(shards);
}

void shards_ask_lease(struct shard *shard, const char *what)
{
    struct shards *shards = shard->shards;
    struct buffer key = {0};
    char digits[24];

    if (shard->asked != NULL)
        return;
    route_key_lease(shards->group, shards_number(shard), &key);
    snprintf(digits, sizeof(digits), "%" PRId64, shards->lease_ms);
    const struct slice words[] = {
        {key.data, key.size}, slice_of(shards->router), slice_of(digits), slice_of(what)};
    shard->asked_ms = timestamp_boot();
    if (script_run(&(struct script_request){.client = shards->client,
                                            .name = SCRIPT_LEASE,
                                            .words = words,
                                            .count = 4,
                                            .keys = 1,
                                            .on_reply = on_lease,
                                            .context = shard})) {
        shard->asked = what;
        shards->under_way++;
    }
    buffer_free(&key);
}

void shards_release(struct shards *shards, unsigned shard)
{
    struct shard *one = &shards->items[shard];

    if (shard >= shards->count || one->state == SHARD_OTHERS)
        return;
    one->state = SHARD_OTHERS;
    one->wanted = false;
    one->mine = false;
    one->free_ms = 0;
    one->to_give = true;
    shards_ask_lease(one, "give");
}

static void ask_one(struct shard *shard, int64_t now_ms)
{
    struct shards *shards = shard->shards;

    if (shard->state != SHARD_OTHERS)
        return;
    if (shard->to_give) {
        shards_ask_lease(shard, "give");
    } else if (!wants(shards, shard, now_ms)) {
        shards_ask_lease(shard, "keep");
    } else {
        win(shard, now_ms);
    }
}

void shards_keep(struct shards *shards)
{
    for (unsigned i = 0; i < shards->count; i++) {
        if (shards->items[i].state != SHARD_OTHERS)
            shards_ask_lease(&shards->items[i], "keep");
    }
}

/* They are gone through from a place on that each router has for itself, so that two which begin
 * together do not go for the same ones. */
void shards_look(struct shards *shards)
{
    int64_t now_ms = timestamp_boot();
    unsigned first = 0;

    for (const char *letter = shards->router; *letter != '\0'; letter++)
        first = first * 31 + (unsigned char)*letter;
    for (unsigned i = 0; i < shards->count; i++)
        ask_one(&shards->items[(first % shards->count + i) % shards->count], now_ms);
}
