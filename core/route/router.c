#include "config.h"

#include "route/router_private.h"

#include "base/memory.h"
#include "route/route_key.h"

#include <stdarg.h>

#define CLIENT_NAME "driftop-route"
#define WINDOWS_BUDGET ((size_t)48 * 1024 * 1024)

void router_say(const struct router *router, const char *format, ...)
{
    struct buffer line = {0};
    va_list args;

    va_start(args, format);
    buffer_vprintf(&line, format, args);
    va_end(args);
    router->events->said(router->context, buffer_text(&line));
    buffer_free(&line);
}

/* --- turns of the loop --- */

/* Windows that are in use now stay. */
static void give_back_windows(struct router *router)
{
    struct window *window;

    for (size_t i = router->windows.count; i > 0; i--) {
        if ((window = window_surplus(&router->windows)) == NULL)
            return;
        if (route_lane_is_quiet(window->lane))
            route_lane_forget_window(window->lane);
        else
            window_use(&router->windows, window);
    }
}

static void end_once(struct router *router);

static void on_pump(uv_idle_t *pump)
{
    struct router *router = pump->data;

    uv_idle_stop(pump);
    if (router->stopped)
        return;
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_pump(router->readers[i]);
    give_back_windows(router);
    end_once(router);
    router_close_on(router);
}

void router_wake(struct router *router)
{
    if (!router->stopped && !uv_is_active((const uv_handle_t *)&router->pump))
        uv_idle_start(&router->pump, on_pump);
}

/* --- the end of --once --- */

static void end(struct router *router, const struct error *error)
{
    if (router->ending || router->closing)
        return;
    router->ending = true;
    router->events->ended(router->context, error);
}

static void end_once(struct router *router)
{
    struct error error = {.class = ERROR_NONE};

    if (!router->options.once || !router->complete)
        return;
    for (size_t i = 0; i < router->reader_count; i++) {
        if (!route_reader_is_done(router->readers[i], &error))
            return;
    }
    end(router, &error);
}

/* Tells once what of the search for streams is not permitted. */
static void tell_trouble(struct router *router)
{
    const struct error *blindness = finder_blindness(router->finder);
    const struct error *trouble = finder_trouble(router->finder);

    if (blindness != NULL && !router->told_blind)
        router_say(router, "Redis does not tell what changes, so it is asked often: %s",
                   blindness->text);
    if (trouble != NULL && !router->told_trouble)
        router_say(router, "streams are not found: %s", trouble->text);
    router->told_blind = blindness != NULL;
    router->told_trouble = trouble != NULL;
    for (size_t i = 0; i < router->reader_count; i++) {
        route_reader_tell_trouble(router->readers[i]);
        route_reader_tell_kept(router->readers[i]);
    }
}

static void on_tick(uv_timer_t *timer)
{
    struct router *router = timer->data;

    if (router->stopped)
        return;
    router_look_at_clock(router);
    for (size_t i = 0; i < router->reader_count && !router->stopped; i++)
        route_reader_tick(router->readers[i]);
    router_ask_mutes(router);
    tell_trouble(router);
    router_tell_presence(router);
    end_once(router);
    router_wake(router);
}

/* What is to be done at each tick need not wait for the next one. */
void router_hurry(struct router *router)
{
    uv_timer_start(&router->timer, on_tick, 0, ROUTER_TICK_MS);
}

/* --- the client --- */

static void on_ready(void *context, size_t node)
{
    struct router *router = context;

    router_note_ready(router);
    router_ask_clock(router);
    finder_ready(router->finder, node);
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_ready(router->readers[i], node);
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct router *router = context;

    router_note_lost(router, error);
    finder_lost(router->finder, node);
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_lost(router->readers[i], node);
    if (client_status(router->client).stopped && !router->complete)
        end(router, error);
}

static void on_client_touched(void *context, size_t node, struct slice key)
{
    struct router *router = context;

    if (key.data == NULL || slice_is(key, ROUTE_MUTES_KEY)) {
        router->mutes_asked_ms = 0;
        router_ask_mutes(router);
    }
    finder_touched(router->finder, node, key);
}

/* Nobody waits for a single answer. */
static void on_replied(void *context)
{
    (void)context;
}

/* --- its life --- */

static bool parse(struct router *router, struct error *error)
{
    const struct router_options *options = &router->options;

    return redis_url_parse(options->url, &router->url, error) &&
           redis_url_access(&router->url, &options->access, error) &&
           key_space_parse(&router->space, &options->space, error);
}

static void connect_client(struct router *router)
{
    static const struct client_events events = {
        .ready = on_ready, .lost = on_lost, .touched = on_client_touched};
    struct client_options options = {
        .commands = COMMANDS_ROUTE,
        .name = CLIENT_NAME,
        .limits = redis_limits_default(),
    };
    struct finder_prefixes prefixes = {0};

    if (router->options.timeout_ms > 0)
        options.limits.reply_ms = router->options.timeout_ms;
    finder_prefixes_make(&prefixes, &router->space);
    options.tracked = prefixes.items;
    options.tracked_count = prefixes.count;
    router->client = client_open(router->loop, &router->url, &options, &events, router);
    finder_prefixes_free(&prefixes);
    router->requests = (struct requests){.client = router->client,
                                         .severity_words = router->options.severity_words,
                                         .replied = on_replied,
                                         .context = router};
    router_open_finder(router);
}

/* Opens the readers; the first that cannot be tells why. */
static bool open_readers(struct router *router, struct error *error)
{
    router->readers = mem_zalloc(router->options.destination_count, sizeof(*router->readers));
    while (router->reader_count < router->options.destination_count) {
        struct route_reader *reader = route_reader_open(router, router->reader_count, error);
        if (reader == NULL)
            return false;
        router->readers[router->reader_count++] = reader;
    }
    return true;
}

struct router *router_open(uv_loop_t *loop, const struct router_options *options,
                           const struct router_events *events, void *context, struct error *error)
{
    struct router *router = mem_zalloc(1, sizeof(*router));

    router->loop = loop;
    router->options = *options;
    router->events = events;
    router->context = context;
    router->streams.readers = options->destination_count;
    router->windows.budget = options->window_bytes > 0 ? options->window_bytes : WINDOWS_BUDGET;
    router->began_ms = timestamp_monotonic();
    if (!parse(router, error)) {
        router_free(router);
        return NULL;
    }
    /* None of these calls can fail: the loop runs and the handles are fresh. */
    uv_timer_init(loop, &router->timer);
    uv_idle_init(loop, &router->pump);
    router->timer.data = router;
    router->pump.data = router;
    router->open = ROUTER_HANDLES;
    connect_client(router);
    uv_timer_start(&router->timer, on_tick, ROUTER_TICK_MS, ROUTER_TICK_MS);
    if (open_readers(router, error))
        return router;
    router_close(router, 0, NULL, NULL);
    return NULL;
}
