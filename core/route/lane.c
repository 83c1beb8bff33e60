#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 4

void stream_ids_add(struct stream_ids *ids, struct stream_id id)
{
    if (ids->count == ids->capacity) {
        ids->capacity = ids->capacity > 0 ? 2 * ids->capacity : ROOM_MIN;
        ids->items = mem_resize(ids->items, ids->capacity, sizeof(*ids->items));
    }
    ids->items[ids->count++] = id;
}

void stream_ids_clear(struct stream_ids *ids)
{
    free(ids->items);
    *ids = (struct stream_ids){0};
}

void stream_ids_take(struct stream_ids *ids, size_t count)
{
    if (count == 0)
        return;
    ids->count -= count;
    if (ids->count == 0)
        stream_ids_clear(ids);
    else
        memmove(ids->items, ids->items + count, ids->count * sizeof(*ids->items));
}

struct route_lane *route_lane_create(struct route_reader *reader, struct route_stream *stream)
{
    struct route_lane *lane = mem_zalloc(1, sizeof(*lane));

    lane->reader = reader;
    lane->stream = stream;
    lane->base_added = UINT64_MAX;
    return lane;
}

static void free_lane(struct route_lane *lane)
{
    told_free(&lane->told);
    stream_ids_clear(&lane->pending);
    route_lane_clear_save(lane);
    route_lane_clear_sending(lane);
    free(lane);
}

void route_lane_use(struct route_lane *lane)
{
    lane->uses++;
}

void route_lane_release(struct route_lane *lane)
{
    if (--lane->uses == 0 && lane->ended)
        free_lane(lane);
}

/* Forgets what is asked; what was told, how far it is, and what waits or is saved, stay. */
static void interrupt(struct route_lane *lane)
{
    lane->turn++;
    lane->outstanding = 0;
    lane->reading = false;
    lane->retry_at_ms = 0;
    lane->timing = false;
    lane->evidence = false;
    lane->lost = 0;
    lane->base_added = UINT64_MAX;
    stream_ids_clear(&lane->pending);
    route_lane_forget_window(lane);
}

static void forget_messages(struct route_lane *lane)
{
    if (lane->reader->courier != NULL)
        courier_forget(lane->reader->courier, lane);
    lane->reader->waiting -= lane->waiting;
    lane->waiting = 0;
    route_lane_clear_sending(lane);
}

/* What was told is remembered, in case that Redis forgets it; not where nobody knows whether the
 * last of it was told. */
void route_lane_drop(struct route_lane *lane)
{
    if (lane->phase == LANE_RESTS)
        return;
    lane->remembers = (lane->knows || lane->remembers) && lane->waiting == 0;
    interrupt(lane);
    forget_messages(lane);
    route_lane_clear_save(lane);
    lane->term++;
    lane->saving = false;
    lane->listing = false;
    lane->listed = false;
    lane->save_at_ms = 0;
    lane->knows = false;
    lane->dropped = false;
    lane->away = false;
    lane->resave = false;
    lane->full = false;
    lane->phase = LANE_RESTS;
}

void route_lane_end(struct route_lane *lane)
{
    route_lane_drop(lane);
    lane->ended = true;
    lane->stream->lanes[lane->reader->number] = NULL;
    lane->stream = NULL;
    route_lane_use(lane);
    route_lane_release(lane);
}

void route_lane_outdate(struct route_lane *lane)
{
    struct router *router = lane->reader->router;
    struct route_stream *stream = lane->stream;

    if (lane->phase != LANE_RESTS)
        return;
    lane->remembers = false;
    lane->epoch = 0;
    told_free(&lane->told);
    if (stream->is_there)
        return;
    route_lane_end(lane);
    router_forget_stream(router, stream);
}

void route_lane_go_on(struct route_lane *lane, enum lane_phase phase)
{
    lane->phase = phase;
    route_reader_queue(lane, phase == LANE_READS ? QUEUE_READ : QUEUE_STEP);
}

void route_lane_put_off(struct route_lane *lane, int64_t wait_ms)
{
    lane->retry_at_ms = timestamp_monotonic() + wait_ms;
    lane->reader->put_off = true;
}

void route_lane_restart(struct route_lane *lane)
{
    if (lane->phase == LANE_YIELDS)
        return;
    interrupt(lane);
    lane->doubt = true;
    route_lane_go_on(lane, LANE_TAKES);
}

void route_lane_begin(struct route_lane *lane, bool restored)
{
    route_lane_drop(lane);
    lane->restored = lane->restored || restored;
    lane->touched = true;
    route_lane_restart(lane);
}

void route_lane_yield(struct route_lane *lane)
{
    if (lane->phase == LANE_RESTS)
        return;
    interrupt(lane);
    lane->phase = LANE_YIELDS;
}

void route_lane_stay(struct route_lane *lane)
{
    lane->phase = LANE_TAKES;
    lane->touched = true;
    route_lane_restart(lane);
}

void route_lane_lose(struct route_lane *lane)
{
    if (lane->phase == LANE_RESTS)
        return;
    interrupt(lane);
    lane->away = true;
    lane->resave = lane->knows;
    lane->phase = LANE_TAKES;
}

void route_lane_resume(struct route_lane *lane)
{
    if (!lane->away)
        return;
    lane->away = false;
    lane->touched = true;
    route_lane_restart(lane);
}

void route_lane_touch(struct route_lane *lane)
{
    lane->touched = true;
    if (lane->phase == LANE_READS)
        route_reader_queue(lane, QUEUE_READ);
}

/* --- the fence --- */

/* Returns true when Redis may have lost what stood there last: it has lost a lease or its count of
 * epochs, nothing stands there, or what is of an epoch before. */
static bool is_lost(const struct route_lane *lane, const struct fence_found *found)
{
    return lane->epoch != 0 && (lane->restored || !found->known || found->epoch < lane->epoch);
}

static void count_lost(struct route_lane *lane)
{
    bool is_kept = lane->knows || lane->remembers;

    if (told_open_count(&lane->told) == 0)
        return;
    lane->reader->kept += is_kept;
    lane->reader->unkept += !is_kept;
}

/* Redis knows what was told, unless that is our own, or it has lost it and we have not: then an
 * epoch may stand there, which is of before we knew that. */
static void adopt(struct route_lane *lane, struct fence_found *found)
{
    bool lost = is_lost(lane, found);
    bool forgotten = lane->remembers && lost && found->told.count == 0;

    if (lost && found->told.count == 0)
        count_lost(lane);
    lane->resave = lane->resave || forgotten;
    if (lane->knows || forgotten) {
        told_free(&found->told);
    } else {
        told_free(&lane->told);
        lane->told = found->told;
        lane->at = found->at;
        lane->cursor = STREAM_ID_MIN;
    }
    if (found->damaged > 0)
        router_say(lane->reader->router, "%s: %" PRIu64 " fields of what was told cannot be read",
                   lane->reader->destination->name, found->damaged);
    lane->listed = told_open_count(&lane->told) > 0 && !lost;
    lane->epoch = lane->reader->epochs[lane->shard];
    lane->knows = true;
    lane->remembers = false;
    lane->restored = false;
    if (lane->resave)
        route_reader_queue(lane, QUEUE_SAVE);
    if (lane->stream->is_there)
        route_lane_go_on(lane, LANE_LOOKS);
    else
        route_lane_watch_gone(lane);
}

struct lane_taking {
    struct route_lane *lane;
    unsigned turn;
};

static void take_result(struct route_lane *lane, enum fence_result result,
                        struct fence_found *found, const struct error *error)
{
    lane->outstanding = 0;
    if (result == FENCE_DONE) {
        adopt(lane, found);
        return;
    }
    told_free(&found->told);
    if (result == FENCE_STALE)
        route_reader_outrun(lane, found->epoch);
    else if (result == FENCE_REFUSED)
        route_lane_refuse(lane, slice_of(error->text));
    else
        route_lane_put_off(lane, MS_PER_SECOND);
}

static void took(void *context, enum fence_result result, struct fence_found *found,
                 const struct error *error)
{
    struct lane_taking taking = *(struct lane_taking *)context;
    struct route_lane *lane = taking.lane;

    free(context);
    lane->reader->stepping--;
    if (lane->turn == taking.turn)
        take_result(lane, result, found, error);
    else
        told_free(&found->told);
    router_wake(lane->reader->router);
    route_lane_release(lane);
}

struct fence_target route_lane_fence(const struct route_lane *lane)
{
    const struct route_reader *reader = lane->reader;

    return (struct fence_target){
        .client = reader->router->client,
        .stream = route_stream_key(lane->stream),
        .group = reader->destination->name,
        .epoch = reader->epochs[lane->shard],
    };
}

/* Of --dry-run: what was told is read, and nobody is kept from writing it. */
static void took_told(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    struct fence_found found = {.known = true};

    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    for (size_t node = 1; node + 1 < reply->count; node += 2)
        found.damaged +=
            !told_take(&found.told, reply_text(reply, node), reply_text(reply, node + 1));
    adopt(lane, &found);
}

static void look_at_told(struct route_lane *lane)
{
    struct buffer key = {0};

    route_key_told(route_stream_key(lane->stream), lane->reader->destination->name, &key);
    const struct slice words[] = {SLICE("HGETALL"), {buffer_text(&key), key.size}};
    route_lane_ask(lane, &(struct lane_question){.words = words, .count = 2, .took = took_told});
    buffer_free(&key);
}

static void take(struct route_lane *lane)
{
    if (lane->reader->router->options.dry_run) {
        look_at_told(lane);
        return;
    }
    const struct fence_target target = route_lane_fence(lane);
    struct lane_taking *taking = mem_zalloc(1, sizeof(*taking));

    *taking = (struct lane_taking){lane, lane->turn};
    if (!fence_take(&target, took, taking)) {
        free(taking);
        route_lane_put_off(lane, MS_PER_SECOND);
        return;
    }
    lane->outstanding = 1;
    lane->reader->stepping++;
    route_lane_use(lane);
}

void route_lane_step(struct route_lane *lane)
{
    static void (*const steps[])(struct route_lane *) = {
        [LANE_TAKES] = take,
        [LANE_LOOKS] = route_lane_look,
        [LANE_GROUPS] = route_lane_group,
        [LANE_RECALLS] = route_lane_recall,
        [LANE_WINDOWS] = route_lane_fill,
        [LANE_CATCHES] = route_lane_catch_up,
        [LANE_READS] = route_lane_time,
    };
    bool waits = lane->outstanding > 0 || lane->away || lane->retry_at_ms > 0;

    if (!waits && lane->phase < sizeof(steps) / sizeof(steps[0]) && steps[lane->phase] != NULL)
        steps[lane->phase](lane);
}
