#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <stdlib.h>

#define STEPS_AT_ONCE 32 /* each of up to RECENT_MAX entries */

/* --- lanes in line --- */

void route_reader_queue(struct route_lane *lane, enum lane_queue queue)
{
    struct lane_line *line = &lane->reader->lines[queue];

    router_wake(lane->reader->router);
    if (lane->links[queue].queued)
        return;
    lane->links[queue] = (struct lane_link){.queued = true};
    if (line->last != NULL)
        line->last->links[queue].next = lane;
    else
        line->first = lane;
    line->last = lane;
    route_lane_use(lane);
}

struct route_lane *route_reader_take(struct route_reader *reader, enum lane_queue queue)
{
    struct lane_line *line = &reader->lines[queue];
    struct route_lane *lane = line->first;

    if (lane == NULL)
        return NULL;
    line->first = lane->links[queue].next;
    if (line->first == NULL)
        line->last = NULL;
    lane->links[queue] = (struct lane_link){0};
    return lane;
}

/* --- shards --- */

bool route_reader_owns(const struct route_lane *lane)
{
    const struct route_reader *reader = lane->reader;
    uint64_t epoch = 0;

    return reader->shards == NULL ||
           (shards_may_send(reader->shards, lane->shard, &epoch) && reader->held[lane->shard] &&
            epoch == reader->epochs[lane->shard]);
}

void route_reader_outrun(struct route_lane *lane, uint64_t epoch)
{
    struct route_reader *reader = lane->reader;
    unsigned shard = lane->shard;

    route_lane_drop(lane);
    if (reader->shards != NULL)
        shards_outrun(reader->shards, shard, epoch);
}

static unsigned shard_of(const struct route_reader *reader, const struct route_stream *stream)
{
    unsigned count = reader->shards != NULL ? shards_count(reader->shards) : 1;

    return count > 0 ? route_key_shard(route_stream_key(stream), count) : SHARDS_MAX;
}

static void gained(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct route_reader *reader = context;
    struct route_lane *lane;

    reader->held[shard] = true;
    reader->epochs[shard] = epoch;
    reader->open_due = true;
    FOR_EACH_LANE(reader, lane)
    {
        lane->shard = shard_of(reader, lane->stream);
        if (lane->shard == shard)
            route_lane_begin(lane, restored);
    }
    if (restored)
        reader->born_due = true;
    router_wake(reader->router);
}

static void lost(void *context, unsigned shard)
{
    struct route_reader *reader = context;
    struct route_lane *lane;

    reader->held[shard] = false;
    FOR_EACH_LANE(reader, lane)
    {
        if (lane->shard == shard)
            route_lane_drop(lane);
    }
}

/* --- the courier --- */

static bool may_send(void *context, const struct message *message)
{
    struct route_lane *lane = message->owner;

    (void)context;
    if (!route_reader_owns(lane))
        lane->dropped = lane->reader->put_off = true;
    return !lane->dropped;
}

static void said(void *context, const char *text)
{
    const struct route_reader *reader = context;

    router_say(reader->router, "%s", text);
}

static void settled(void *context, struct message *message, const struct message *final,
                    const struct outcome *outcome)
{
    struct route_reader *reader = context;
    const struct router *router = reader->router;

    route_reader_count(reader, message, outcome);
    router->events->settled(router->context, final, outcome);
    route_lane_settled(message->owner, message);
}

static void changed(void *context)
{
    struct route_reader *reader = context;
    struct courier_status status = courier_status(reader->courier);
    bool was_down = reader->down_since_ms > 0;
    int64_t since_ms = was_down ? reader->down_since_ms : status.down_since_ms;
    char since[32];

    if (was_down == (status.down_since_ms > 0))
        return;
    timestamp_format(since_ms, ZONE_LOCAL, since);
    reader->down_since_ms = status.down_since_ms;
    reader->down_at_ms = was_down ? 0 : timestamp_monotonic();
    ledger_down(reader->ledger, status.down_since_ms, status.error.text);
    if (was_down)
        router_say(reader->router, "%s: it takes messages again (it was down since %s %s)",
                   reader->destination->name, since, timestamp_zone_name(since_ms, ZONE_LOCAL));
    else
        router_say(reader->router, "%s: down since %s %s: %s", reader->destination->name, since,
                   timestamp_zone_name(since_ms, ZONE_LOCAL), status.error.text);
}

/* --- streams --- */

void route_reader_found(struct route_reader *reader, struct route_stream *stream)
{
    struct route_lane *lane = stream->lanes[reader->number];

    if (lane != NULL) {
        route_lane_found(lane);
        return;
    }
    if (!destination_has_tenant(reader->destination, stream->tenant))
        return;
    lane = route_lane_create(reader, stream);
    stream->lanes[reader->number] = lane;
    lane->shard = shard_of(reader, stream);
    if (lane->shard < SHARDS_MAX && reader->held[lane->shard])
        route_lane_begin(lane, false);
}

void route_reader_gone(struct route_reader *reader, struct route_stream *stream, int64_t since_ms)
{
    struct route_lane *lane = stream->lanes[reader->number];

    if (lane != NULL)
        route_lane_gone(lane, since_ms);
}

void route_reader_select(struct route_reader *reader)
{
    for (size_t i = 0; i < reader->router->streams.count; i++) {
        struct route_stream *stream = reader->router->streams.all[i];
        struct route_lane *lane = stream->lanes[reader->number];
        bool wanted = destination_has_tenant(reader->destination, stream->tenant);
        if (lane == NULL && stream->is_there)
            route_reader_found(reader, stream);
        else if (lane != NULL && !wanted)
            route_lane_end(lane);
    }
}

void route_reader_watch_gone(struct route_reader *reader, struct route_stream *stream,
                             int64_t since_ms)
{
    unsigned shard = shard_of(reader, stream);

    if (stream->lanes[reader->number] != NULL || shard >= SHARDS_MAX || !reader->held[shard] ||
        !destination_has_tenant(reader->destination, stream->tenant))
        return;
    struct route_lane *lane = route_lane_create(reader, stream);
    stream->lanes[reader->number] = lane;
    lane->shard = shard;
    lane->gone_since_ms = since_ms;
    route_lane_begin(lane, false);
}

static bool is_of_node(const struct route_lane *lane, size_t node)
{
    const struct client *client = lane->reader->router->client;
    size_t owner = client_owner(client, route_stream_key(lane->stream));

    return owner == node || owner == client_nodes(client);
}

void route_reader_ready(struct route_reader *reader, size_t node)
{
    struct route_lane *lane;

    if (reader->shards != NULL)
        shards_ready(reader->shards);
    reader->open_due = true;
    if (reader->born_due)
        route_reader_ask_born(reader);
    FOR_EACH_LANE(reader, lane)
    {
        if (is_of_node(lane, node))
            route_lane_resume(lane);
    }
}

void route_reader_lost(struct route_reader *reader, size_t node)
{
    struct route_lane *lane;

    if (reader->shards != NULL)
        shards_away(reader->shards);
    FOR_EACH_LANE(reader, lane)
    {
        if (is_of_node(lane, node))
            route_lane_lose(lane);
    }
}

/* --- turns --- */

static void take_steps(struct route_reader *reader)
{
    struct route_lane *lane;

    while (reader->stepping < STEPS_AT_ONCE &&
           (lane = route_reader_take(reader, QUEUE_STEP)) != NULL) {
        if (!lane->ended)
            route_lane_step(lane);
        route_lane_release(lane);
    }
}

static void save(struct route_reader *reader)
{
    struct route_lane *lane;

    while ((lane = route_reader_take(reader, QUEUE_SAVE)) != NULL) {
        if (!lane->ended)
            route_lane_flush(lane);
        route_lane_release(lane);
    }
}

void route_reader_pump(struct route_reader *reader)
{
    take_steps(reader);
    if (!reader->router->closing)
        route_reader_read(reader);
    save(reader);
}

/* Looks at a lane by the clock. */
static void look_at(struct route_lane *lane, int64_t now_ms, int64_t monotonic_ms)
{
    struct route_reader *reader = lane->reader;

    if (lane->dropped && route_reader_owns(lane))
        route_lane_begin(lane, false);
    if (lane->retry_at_ms > 0 && lane->retry_at_ms <= monotonic_ms) {
        lane->retry_at_ms = 0;
        route_lane_go_on(lane, lane->phase);
    }
    if (lane->save_at_ms > 0 && lane->save_at_ms <= monotonic_ms) {
        lane->save_at_ms = 0;
        route_reader_queue(lane, QUEUE_SAVE);
    }
    reader->put_off =
        reader->put_off || lane->retry_at_ms > 0 || lane->save_at_ms > 0 || lane->dropped;
    bool timed = lane->phase == LANE_READS || lane->phase == LANE_GONE;
    if (timed && lane->due_ms <= now_ms)
        route_lane_time(lane);
    if (timed && lane->due_ms < reader->next_due_ms)
        reader->next_due_ms = lane->due_ms;
}

static unsigned count_held(const struct route_reader *reader)
{
    unsigned held = 0;

    for (unsigned i = 0; i < SHARDS_MAX; i++)
        held += reader->held[i];
    return held;
}

void route_reader_tick(struct route_reader *reader)
{
    int64_t now_ms = router_now(reader->router);
    int64_t monotonic_ms = timestamp_monotonic();
    struct route_lane *lane;

    if (reader->ledger != NULL)
        ledger_tick(reader->ledger, count_held(reader), router_now(reader->router));
    if (reader->born_due)
        route_reader_ask_born(reader);
    if (reader->open_due && reader->router->complete)
        route_reader_ask_open(reader);
    if (now_ms < reader->next_due_ms && !reader->put_off)
        return;
    reader->next_due_ms = INT64_MAX;
    reader->put_off = false;
    FOR_EACH_LANE(reader, lane)
    {
        route_lane_use(lane); /* it may end meanwhile */
        look_at(lane, now_ms, monotonic_ms);
        route_lane_release(lane);
    }
}

/* --- its life --- */

struct route_reader *route_reader_open(struct router *router, size_t number, struct error *error)
{
    static const struct shards_events shards_events = {.gained = gained, .lost = lost};
    static const struct courier_events courier_events = {
        .may_send = may_send, .settled = settled, .changed = changed, .said = said};
    const struct router_options *options = &router->options;
    struct route_reader *reader = mem_zalloc(1, sizeof(*reader));

    reader->router = router;
    reader->number = number;
    reader->destination = &options->destinations[number];
    reader->born_due = true;
    if (options->dry_run) {
        reader->held[0] = true;
        reader->ended = reader->released = true;
        return reader;
    }
    reader->courier = courier_open(&(struct courier_options){.loop = router->loop,
                                                             .destination = reader->destination,
                                                             .client = router->client,
                                                             .events = &courier_events,
                                                             .context = reader},
                                   error);
    if (reader->courier == NULL) {
        free(reader);
        return NULL;
    }
    reader->ledger = ledger_create(router->client, reader->destination->name, options->name);
    reader->shards = shards_open(&(struct shards_options){.loop = router->loop,
                                                          .client = router->client,
                                                          .group = reader->destination->name,
                                                          .router = options->name,
                                                          .count = options->shards,
                                                          .lease_ms = options->lease_ms,
                                                          .all = options->once},
                                 &shards_events, reader);
    return reader;
}

static void on_released(void *context)
{
    struct route_reader *reader = context;

    reader->released = true;
    router_close_on(reader->router);
}

static void on_courier_closed(void *context)
{
    struct route_reader *reader = context;

    reader->ended = true;
    router_close_on(reader->router);
}

void route_reader_stop(struct route_reader *reader, int64_t wait_ms)
{
    struct route_lane *lane;

    FOR_EACH_LANE(reader, lane)
    {
        route_lane_drop(lane);
    }
    if (reader->ledger != NULL)
        ledger_finish(reader->ledger);
    if (reader->courier != NULL)
        courier_close(reader->courier, on_courier_closed, reader);
    if (reader->shards != NULL)
        shards_close(reader->shards, wait_ms, on_released, reader);
}

void route_reader_free(struct route_reader *reader)
{
    struct route_lane *lane;

    for (size_t i = 0; i < LANE_QUEUES; i++) {
        while ((lane = route_reader_take(reader, i)) != NULL)
            route_lane_release(lane);
    }
    FOR_EACH_LANE(reader, lane)
    {
        route_lane_end(lane);
    }
    entries_free(&reader->entries);
    ledger_free(reader->ledger);
    free(reader);
}
