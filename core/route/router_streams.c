/* The router: the streams that the finder tells of, and those that are known to be gone. */
#include "config.h"

#include "route/router_private.h"

static bool has_lanes(const struct router *router, const struct route_stream *stream)
{
    for (size_t i = 0; i < router->reader_count; i++) {
        if (stream->lanes[i] != NULL)
            return true;
    }
    return false;
}

static void on_found(void *context, struct slice key, struct slice tenant)
{
    struct router *router = context;
    struct route_stream *stream = route_streams_find(&router->streams, key);

    if (stream == NULL)
        stream = route_streams_add(&router->streams, key, tenant);
    stream->is_there = true;
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_found(router->readers[i], stream);
}

static void on_touched(void *context, struct slice key)
{
    struct router *router = context;
    struct route_stream *stream = route_streams_find(&router->streams, key);

    for (size_t i = 0; stream != NULL && i < router->reader_count; i++) {
        if (stream->lanes[i] != NULL)
            route_lane_touch(stream->lanes[i]);
    }
}

static void on_look(void *context)
{
    struct router *router = context;

    for (size_t at = 0; at < router->streams.count; at++) {
        struct route_stream *stream = router->streams.all[at];
        for (size_t i = 0; i < router->reader_count; i++) {
            if (stream->lanes[i] != NULL)
                route_lane_touch(stream->lanes[i]);
        }
    }
}

static void on_gone(void *context, struct slice key)
{
    struct router *router = context;
    struct route_stream *stream = route_streams_find(&router->streams, key);

    if (stream == NULL)
        return;
    stream->is_there = false;
    for (size_t i = 0; i < router->reader_count; i++) {
        if (stream->lanes[i] != NULL)
            route_lane_gone(stream->lanes[i], 0);
    }
    if (!has_lanes(router, stream))
        route_streams_remove(&router->streams, stream);
}

void router_forget_stream(struct router *router, struct route_stream *stream)
{
    if (!stream->is_there && !has_lanes(router, stream))
        route_streams_remove(&router->streams, stream);
}

/* Appends the name of the tenant that a key stands for, as the finder tells it. Returns false where
 * it is none of those that are looked for. */
static bool name_of(const struct router *router, struct slice key, struct buffer *name)
{
    struct buffer tenant = {0};
    size_t number = key_space_tenant(&router->space, key, &tenant);
    struct slice bare = {buffer_text(&tenant), tenant.size};

    if (number != KEY_SPACE_NONE && router->space.count > 1)
        key_space_qualify(&router->space, number, bare, name);
    else
        buffer_append(name, bare.data, bare.size);
    bool wanted =
        number != KEY_SPACE_NONE &&
        (selection_has(&router->options.selection, bare) ||
         selection_has(&router->options.selection, (struct slice){buffer_text(name), name->size}));
    buffer_free(&tenant);
    return wanted;
}

void router_see_gone(struct router *router, struct route_reader *reader, struct slice key,
                     int64_t since_ms)
{
    struct route_stream *stream = route_streams_find(&router->streams, key);
    struct buffer name = {0};

    if (name_of(router, key, &name) && (stream == NULL || !stream->is_there)) {
        if (stream == NULL)
            stream = route_streams_add(&router->streams, key,
                                       (struct slice){buffer_text(&name), name.size});
        route_reader_watch_gone(reader, stream, since_ms);
        router_forget_stream(router, stream);
    }
    buffer_free(&name);
}

/* --- the finder --- */

static void on_complete(void *context)
{
    struct router *router = context;

    router->complete = true;
    router_hurry(router);
}

void router_open_finder(struct router *router)
{
    static const struct finder_events events = {.found = on_found,
                                                .touched = on_touched,
                                                .look = on_look,
                                                .gone = on_gone,
                                                .complete = on_complete};

    router->finder = finder_open(&(struct finder_options){.loop = router->loop,
                                                          .client = router->client,
                                                          .space = &router->space,
                                                          .selection = &router->options.selection},
                                 &events, router);
}
