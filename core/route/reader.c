#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "base/memory.h"
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
    route_reader_yield(reader);
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

unsigned route_reader_held(const struct route_reader *reader)
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
        ledger_tick(reader->ledger, route_reader_held(reader), router_now(reader->router));
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
    if (!route_reader_open_courier(reader, error)) {
        free(reader);
        return NULL;
    }
    reader->ledger = ledger_create(router->client, reader->destination->name, options->name);
    route_reader_open_shards(reader);
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
    free(reader->trouble);
    free(reader);
}
