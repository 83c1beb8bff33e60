/* The reader: the streams that are found, and gone, and the nodes that have them. */
#include "config.h"

#include "route/reader.h"

#include "route/router_private.h"

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
    lane->shard = route_reader_shard(reader, stream);
    if (route_reader_holds(reader, lane->shard))
        route_lane_begin(lane, false);
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
    unsigned shard = route_reader_shard(reader, stream);

    if (stream->lanes[reader->number] != NULL || !route_reader_holds(reader, shard) ||
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
    route_reader_keep(reader);
    FOR_EACH_LANE(reader, lane)
    {
        if (is_of_node(lane, node))
            route_lane_lose(lane);
    }
}
