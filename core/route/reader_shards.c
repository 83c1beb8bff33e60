/* The reader: its shards. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

/* So long what is under way has to end before another router has its shard. */
#define YIELD_MS (2 * MS_PER_SECOND)

bool route_reader_holds(const struct route_reader *reader, unsigned shard)
{
    return shard < SHARDS_MAX && reader->held[shard] && reader->yield_by_ms[shard] == 0;
}

bool route_reader_owns(const struct route_lane *lane)
{
    const struct route_reader *reader = lane->reader;
    uint64_t epoch = 0;

    return reader->shards == NULL ||
           (shards_may_send(reader->shards, lane->shard, &epoch) &&
            route_reader_holds(reader, lane->shard) && epoch == reader->epochs[lane->shard]);
}

void route_reader_outrun(struct route_lane *lane, uint64_t epoch)
{
    struct route_reader *reader = lane->reader;
    unsigned shard = lane->shard;

    route_lane_drop(lane);
    if (reader->shards != NULL)
        shards_outrun(reader->shards, shard, epoch);
}

unsigned route_reader_shard(const struct route_reader *reader, const struct route_stream *stream)
{
    unsigned count = reader->shards != NULL ? shards_count(reader->shards) : 1;

    return count > 0 ? route_key_shard(route_stream_key(stream), count) : SHARDS_MAX;
}

/* A shard that was gained, while it is asked whether its last owner found the destination away. */
struct gain {
    struct route_reader *reader;
    unsigned shard;
    uint64_t epoch;
    bool restored;
};

static void begin(struct route_reader *reader, unsigned shard, bool restored)
{
    struct route_lane *lane;

    reader->held[shard] = true;
    reader->open_due = true;
    FOR_EACH_LANE(reader, lane)
    {
        lane->shard = route_reader_shard(reader, lane->stream);
        if (lane->shard == shard)
            route_lane_begin(lane, restored);
    }
    if (restored)
        reader->born_due = true;
    router_wake(reader->router);
}

/* An outage outlives the router that found it; a clock that was wrong does not make it later. */
static void on_outage(void *context, int64_t since_ms, const char *why)
{
    const struct gain gain = *(struct gain *)context;
    struct route_reader *reader = gain.reader;
    int64_t now_ms = timestamp_now();

    free(context);
    if (reader->router->stopped || !reader->gained[gain.shard] ||
        reader->epochs[gain.shard] != gain.epoch)
        return;
    reader->gained[gain.shard] = false;
    if (since_ms > 0)
        courier_note_down(reader->courier, since_ms < now_ms ? since_ms : now_ms, why);
    begin(reader, gain.shard, gain.restored);
}

static void gained(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct route_reader *reader = context;
    struct gain *gain = mem_alloc(sizeof(*gain));

    *gain = (struct gain){reader, shard, epoch, restored};
    reader->gained[shard] = true;
    reader->epochs[shard] = epoch;
    if (!ledger_ask_outage(reader->ledger, on_outage, gain))
        on_outage(gain, 0, "");
}

static void lost(void *context, unsigned shard)
{
    struct route_reader *reader = context;
    struct route_lane *lane;

    reader->gained[shard] = false;
    reader->held[shard] = false;
    reader->yield_by_ms[shard] = 0;
    FOR_EACH_LANE(reader, lane)
    {
        if (lane->shard == shard)
            route_lane_drop(lane);
    }
}

static void others(void *context, unsigned shard)
{
    struct route_reader *reader = context;
    struct route_lane *lane;

    FOR_EACH_LANE(reader, lane)
    {
        if (route_reader_shard(reader, lane->stream) == shard)
            route_lane_outdate(lane);
    }
}

/* --- shards that other routers are to have --- */

static void wanted(void *context, unsigned shard)
{
    struct route_reader *reader = context;
    struct route_lane *lane;

    reader->yield_by_ms[shard] = timestamp_monotonic() + YIELD_MS;
    FOR_EACH_LANE(reader, lane)
    {
        if (lane->shard == shard)
            route_lane_yield(lane);
    }
    router_wake(reader->router);
}

/* What is not under way is sent by whoever has it next. */
static bool is_under_way(const struct route_reader *reader, unsigned shard)
{
    const struct route_lane *lane;

    FOR_EACH_LANE(reader, lane)
    {
        if (lane->shard == shard && lane->phase == LANE_YIELDS &&
            (courier_is_sending(reader->courier, lane) || !route_lane_is_saved(lane)))
            return true;
    }
    return false;
}

void route_reader_yield(struct route_reader *reader)
{
    int64_t now_ms = timestamp_monotonic();

    for (unsigned shard = 0; shard < SHARDS_MAX; shard++) {
        int64_t by_ms = reader->yield_by_ms[shard];
        if (by_ms == 0 || (now_ms < by_ms && is_under_way(reader, shard)))
            continue;
        lost(reader, shard);
        shards_release(reader->shards, shard);
    }
}

void route_reader_keep(struct route_reader *reader)
{
    struct route_lane *lane;

    FOR_EACH_LANE(reader, lane)
    {
        if (lane->shard >= SHARDS_MAX || reader->yield_by_ms[lane->shard] == 0)
            continue;
        if (lane->phase == LANE_YIELDS && !lane->dropped)
            route_lane_stay(lane);
        else
            route_lane_begin(lane, false);
    }
    memset(reader->yield_by_ms, 0, sizeof(reader->yield_by_ms));
}

void route_reader_open_shards(struct route_reader *reader)
{
    static const struct shards_events events = {
        .gained = gained, .lost = lost, .wanted = wanted, .others = others};
    const struct router *router = reader->router;

    reader->shards = shards_open(&(struct shards_options){.loop = router->loop,
                                                          .client = router->client,
                                                          .group = reader->destination->name,
                                                          .router = router->options.name,
                                                          .count = router->options.shards,
                                                          .lease_ms = router->options.lease_ms,
                                                          .all = router->options.once},
                                 &events, reader);
}
