#include "config.h"

#include "route/streams.h"

#include "base/memory.h"

#include <stdlib.h>

struct slice route_stream_key(const struct route_stream *stream)
{
    return (struct slice){stream->key, stream->key_size};
}

struct route_stream *route_streams_find(const struct route_streams *streams, struct slice key)
{
    size_t position = name_table_find(&streams->keys, key);

    return position == NAME_UNKNOWN ? NULL : streams->all[position];
}

struct route_stream *route_streams_add(struct route_streams *streams, struct slice key,
                                       struct slice tenant)
{
    struct route_stream *stream =
        mem_zalloc(1, sizeof(*stream) + streams->readers * sizeof(stream->lanes[0]));

    *stream = (struct route_stream){
        .key = mem_strndup(key.data, key.size),
        .key_size = key.size,
        .tenant = mem_strndup(tenant.data, tenant.size),
        .tenant_size = tenant.size,
        .position = streams->count,
    };
    streams->all =
        mem_grow(streams->all, &streams->capacity, streams->count + 1, sizeof(*streams->all));
    streams->all[streams->count++] = stream;
    name_table_add(&streams->keys, route_stream_key(stream), stream->position);
    return stream;
}

static void free_stream(struct route_stream *stream)
{
    free(stream->key);
    free(stream->tenant);
    free(stream);
}

/* The last one takes its place. */
void route_streams_remove(struct route_streams *streams, struct route_stream *stream)
{
    struct route_stream *last = streams->all[--streams->count];

    name_table_remove(&streams->keys, route_stream_key(stream));
    if (last != stream) {
        name_table_remove(&streams->keys, route_stream_key(last));
        last->position = stream->position;
        streams->all[last->position] = last;
        name_table_add(&streams->keys, route_stream_key(last), last->position);
    }
    free_stream(stream);
}

void route_streams_free(struct route_streams *streams)
{
    name_table_clear(&streams->keys);
    for (size_t i = 0; i < streams->count; i++)
        free_stream(streams->all[i]);
    free(streams->all);
    *streams = (struct route_streams){0};
}
