/* The reader: its shards. */
#include "config.h"

#include "route/reader.h"

#include "route/route_key.h"
#include "route/router_private.h"

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

unsigned route_reader_shard(const struct route_reader *reader, const struct route_stream *stream)
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
        lane->shard = route_reader_shard(reader, lane->stream);
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

void route_reader_open_shards(struct route_reader *reader)
{
    static const struct shards_events events = {.gained = gained, .lost = lost};
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
