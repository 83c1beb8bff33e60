/* The shards: a turn, from the beat to what is given up. */
#include "config.h"

#include "route/shards_private.h"

#include "base/timestamp.h"
#include "route/route_key.h"

static void on_timer(uv_timer_t *timer)
{
    shards_take_turn(timer->data);
}

void shards_turn_in(struct shards *shards, int64_t wait_ms)
{
    uv_timer_start(&shards->timer, on_timer, (uint64_t)wait_ms, 0);
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
        shards_turn_in(shards, length_ms);
}

static void bury(void *context, const char *name)
{
    shards_forget_router(context, name);
}

void shards_let_return(struct shards *shards)
{
    shards->return_ms = timestamp_boot() + shards->lease_ms + RETURN_MS;
}

static void take_peers(struct shards *shards, const struct reply *reply)
{
    int64_t now_ms = timestamp_boot();

    if (shards->trusts) {
        peers_trust(&shards->peers, now_ms);
        shards_let_return(shards);
    }
    shards->trusts = false;
    for (size_t node = 1; node + 1 < reply->count; node += 2)
        peers_note(&shards->peers, reply_text(reply, node), reply_text(reply, node + 1), now_ms);
    peers_bury(&shards->peers, shards->router, now_ms, bury, shards);
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

/* Where the node of that key is away, leases are seen to all the same. */
void shards_beat(struct shards *shards)
{
    struct buffer key = {0};

    route_key_of(shards->group, "routers", &key);
    const struct slice beat[] = {
        SLICE("HINCRBY"), {buffer_text(&key), key.size}, slice_of(shards->router), SLICE("1")};
    const struct slice all[] = {SLICE("HGETALL"), {buffer_text(&key), key.size}};
    bool sent = shards_send(shards, beat, 4, shards_on_noted, shards) &&
                shards_send(shards, all, 2, on_peers, shards);
    buffer_free(&key);
    if (!sent)
        end_turn(shards);
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

void shards_take_turn(struct shards *shards)
{
    int64_t now_ms = timestamp_boot();
    int64_t next_ms = expire(shards, now_ms);

    if (shards->closing)
        return;
    shards_turn_in(shards, next_ms - now_ms);
    shards_keep(shards);
    if (shards->turning)
        return;
    shards->turning = true;
    shards->error = shards->noted;
    shards->noted = (struct error){0};
    shards_ask_count(shards);
}
