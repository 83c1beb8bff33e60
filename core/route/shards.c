#include "config.h"

#include "route/shards_private.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/route_key.h"

#include <stdlib.h>

static void free_shards(struct shards *shards)
{
    for (size_t i = 0; i < SHARDS_MAX; i++) {
        free(shards->items[i].owner);
        free(shards->items[i].last);
    }
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

void shards_on_noted(void *context, const struct reply *reply, const struct error *error)
{
    (void)error;
    shards_note(context, reply);
    shards_answered(context);
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
    const struct slice words[] = {SLICE("HDEL"), {buffer_text(&key), key.size}, field};
    shards_send(shards, words, 3, on_gone_noted, shards);
    buffer_free(&key);
}

void shards_forget_router(struct shards *shards, const char *name)
{
    struct buffer field = {0};

    remove_field(shards, "routers", slice_of(name));
    buffer_string(&field, "router:");
    buffer_string(&field, name);
    remove_field(shards, "status", (struct slice){buffer_text(&field), field.size});
    buffer_free(&field);
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
    shards_turn_in(shards, 0);
    return shards;
}

void shards_ready(struct shards *shards)
{
    if (!shards->closing)
        shards_take_turn(shards);
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
    shards_forget_router(shards, shards->router);
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
