/* The router: how it ends. */
#include "config.h"

#include "route/router_private.h"

#include <stdlib.h>

void router_free(struct router *router)
{
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_free(router->readers[i]);
    free(router->readers);
    route_streams_free(&router->streams);
    mute_list_free(&router->mutes);
    requests_free(&router->requests);
    key_space_free(&router->space);
    redis_url_free(&router->url);
    free(router);
}

static void release(struct router *router)
{
    void (*closed)(void *context) = router->closed;
    void *context = router->closed_context;

    if (--router->open > 0)
        return;
    router_free(router);
    if (closed != NULL)
        closed(context);
}

static void on_handle_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void on_closed(void *context)
{
    release(context);
}

/* The client tells all requests before it is gone: only then can lanes be freed. */
static void close_all(struct router *router)
{
    finder_close(router->finder, on_closed, router);
    client_close(router->client, on_closed, router);
    uv_close((uv_handle_t *)&router->timer, on_handle_closed);
    uv_close((uv_handle_t *)&router->pump, on_handle_closed);
}

static void stop(struct router *router)
{
    int64_t left_ms = router->close_at_ms - timestamp_monotonic();

    router->stopped = true;
    uv_timer_stop(&router->timer);
    uv_idle_stop(&router->pump);
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_stop(router->readers[i], left_ms > 0 ? left_ms : 0);
    router_close_on(router);
}

static bool are_settled(const struct router *router)
{
    for (size_t i = 0; i < router->reader_count; i++) {
        if (!route_reader_is_settled(router->readers[i]))
            return false;
    }
    return true;
}

static bool are_stopped(const struct router *router)
{
    for (size_t i = 0; i < router->reader_count; i++) {
        if (!router->readers[i]->ended || !router->readers[i]->released)
            return false;
    }
    return true;
}

void router_close_on(struct router *router)
{
    if (!router->closing || router->ended)
        return;
    if (!router->stopped) {
        if (are_settled(router) || timestamp_monotonic() >= router->close_at_ms)
            stop(router);
    } else if (are_stopped(router)) {
        router->ended = true;
        close_all(router);
    }
}

void router_close(struct router *router, int64_t wait_ms, void (*closed)(void *context),
                  void *context)
{
    bool again = router->closing;

    for (size_t i = 0; i < router->reader_count && !again; i++) {
        if (router->readers[i]->courier != NULL)
            courier_finish(router->readers[i]->courier);
    }
    router->closing = true;
    router->close_at_ms = again ? 0 : timestamp_monotonic() + wait_ms;
    router->closed = closed;
    router->closed_context = context;
    router_close_on(router);
}
