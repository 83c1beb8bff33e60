#include "config.h"

#include "route/router_private.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/route_key.h"
#include "source/redis/info_facts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define CLIENT_NAME "driftop-route"
#define WINDOWS_BUDGET ((size_t)48 * 1024 * 1024)
#define CLOCK_EVERY_MS MS_PER_MINUTE
#define CLOCK_IGNORED_MS 250 /* so much may be the way there and back */
#define QUIET_MS MS_PER_MINUTE
#define AWAY_TOLD_MS (5 * MS_PER_SECOND)

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

int64_t router_now(const struct router *router)
{
    return timestamp_now() + router->clock_offset_ms;
}

bool router_may_be_silent(const struct router *router)
{
    return !router->lost_some &&
           (router->back_ms == 0 || timestamp_monotonic() - router->back_ms >= QUIET_MS);
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

/* --- the clock of Redis --- */

static void took_clock(void *context, const struct reply *reply)
{
    struct router *router = context;
    struct info_facts facts = {0};
    struct slice reason;

    if (reply == NULL || requests_refused(reply, &reason))
        return;
    info_facts_read(&facts, reply_text(reply, 0));
    int64_t offset_ms = facts.clock_ms - timestamp_now();
    bool differs = offset_ms > CLOCK_IGNORED_MS || offset_ms < -CLOCK_IGNORED_MS;
    router->clock_offset_ms = facts.clock_ms > 0 && differs ? offset_ms : 0;
}

static void ask_clock(struct router *router)
{
    const struct slice words[] = {SLICE("INFO"), SLICE("server")};

    router->clock_asked_ms = timestamp_monotonic();
    (void)requests_send(
        &router->requests,
        &(struct request){.words = words, .count = 2, .on_reply = took_clock, .context = router});
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
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_tell_trouble(router->readers[i]);
}

static bool is_away(const struct router *router)
{
    return client_status(router->client).presence != CLIENT_READY;
}

static void come_back(struct router *router)
{
    if (router->lost_some)
        router->back_ms = timestamp_monotonic();
    if (router->told_away)
        router_say(router, "Redis is back");
    router->lost_some = false;
    router->told_away = false;
}

/* What is over before anybody could look is not told: a planned failover, say. */
static void tell_away(struct router *router)
{
    int64_t away_ms = timestamp_monotonic() - router->away_ms;

    if (router->lost_some && !is_away(router))
        come_back(router);
    if (!router->lost_some || router->told_away || (router->was_ready && away_ms < AWAY_TOLD_MS))
        return;
    router->told_away = true;
    router_say(router, "Redis is away: %s", router->away.text);
}

static void on_tick(uv_timer_t *timer)
{
    struct router *router = timer->data;

    if (router->stopped)
        return;
    if (timestamp_monotonic() - router->clock_asked_ms >= CLOCK_EVERY_MS)
        ask_clock(router);
    for (size_t i = 0; i < router->reader_count && !router->stopped; i++)
        route_reader_tick(router->readers[i]);
    router_ask_mutes(router);
    tell_trouble(router);
    tell_away(router);
    end_once(router);
    router_wake(router);
}

/* --- streams --- */

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

static void on_complete(void *context)
{
    struct router *router = context;

    router->complete = true;
    /* What is to be done at each tick need not wait for the next one. */
    uv_timer_start(&router->timer, on_tick, 0, ROUTER_TICK_MS);
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

/* --- the client --- */

static void on_ready(void *context, size_t node)
{
    struct router *router = context;

    router->was_ready = true;
    if (!is_away(router))
        come_back(router);
    ask_clock(router);
    finder_ready(router->finder, node);
    for (size_t i = 0; i < router->reader_count; i++)
        route_reader_ready(router->readers[i], node);
}

/* A node that holds nothing any more is none that is away. */
static void on_lost(void *context, size_t node, const struct error *error)
{
    struct router *router = context;
    bool away = is_away(router);

    if (away && !router->lost_some)
        router->away_ms = timestamp_monotonic();
    router->away = *error;
    router->lost_some = router->lost_some || away;
    tell_away(router);
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
    static const struct finder_events finder_events = {.found = on_found,
                                                       .touched = on_touched,
                                                       .look = on_look,
                                                       .gone = on_gone,
                                                       .complete = on_complete};
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
    router->finder = finder_open(&(struct finder_options){.loop = router->loop,
                                                          .client = router->client,
                                                          .space = &router->space,
                                                          .selection = &router->options.selection},
                                 &finder_events, router);
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
