#include "config.h"

#include "live/watcher.h"

#include "support/die.h"
#include "support/loop_end.h"
#include "support/wait.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PULSE_MS 5
#define NAMES_MAX 32
#define ANSWERS 20 /* more than are under way at a time with a few tenants */

static void on_changed(void *context)
{
    struct watcher *watcher = context;

    watcher->changes++;
}

static void on_pulse(uv_timer_t *timer)
{
    (void)timer;
}

struct source_options watcher_options(void)
{
    static const char *const namespaces[] = {"rag:telemetry"};
    static const char *const keys[] = {"{ns}:{tenant}"};

    return (struct source_options){
        .namespaces = namespaces,
        .namespace_count = 1,
        .keys = keys,
        .key_count = 1,
        .server_share = 2,
        .refresh_ms = 20,
        .timeout_ms = 5000,
        .window_ms = 3600000,
        .until_ms = INT64_MAX,
        .follow = true,
    };
}

void watcher_open(struct watcher *watcher, const char *url, const struct source_options *options)
{
    struct error error = {.class = ERROR_NONE};

    *watcher = (struct watcher){.closed = false};
    if (uv_loop_init(&watcher->loop) != 0 || uv_timer_init(&watcher->loop, &watcher->pulse) != 0 ||
        uv_timer_start(&watcher->pulse, on_pulse, PULSE_MS, PULSE_MS) != 0)
        die("cannot make a loop");
    watcher->source =
        source_open(&watcher->loop, url, options, &watcher->fleet, on_changed, watcher, &error);
    if (watcher->source == NULL)
        die("open %s: %s", url, error.text);
}

void watcher_wait(struct watcher *watcher, watcher_condition *condition, void *context,
                  const char *what)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!condition(watcher, context)) {
        if (deadline_left(&deadline) == 0)
            die("waited in vain for %s (phase %d, %s)", what, (int)watcher->source->status.phase,
                watcher->source->status.error.text);
        uv_run(&watcher->loop, UV_RUN_ONCE);
    }
}

static void watch(struct watcher *watcher, int64_t since_ms, const char **names, size_t count)
{
    struct watched_range *ranges = calloc(count + 1, sizeof(*ranges));

    if (ranges == NULL)
        die("no memory");
    for (size_t i = 0; i < count; i++)
        ranges[i] = (struct watched_range){slice_of(names[i]), {since_ms, HISTORY_LIVE}};
    source_watch(watcher->source, &(struct source_watch){ranges, count});
    free(ranges);
}

void watcher_watch(struct watcher *watcher, int64_t since_ms, ...)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    va_list args;

    va_start(args, since_ms);
    for (const char *name = va_arg(args, const char *); name != NULL && count < NAMES_MAX;
         name = va_arg(args, const char *))
        names[count++] = name;
    va_end(args);
    watch(watcher, since_ms, names, count);
}

void watcher_watch_all(struct watcher *watcher, int64_t since_ms)
{
    const char **names = calloc(watcher->fleet.count + 1, sizeof(char *));

    if (names == NULL)
        die("no memory");
    for (size_t i = 0; i < watcher->fleet.count; i++)
        names[i] = watcher->fleet.tenants[i]->name;
    watch(watcher, since_ms, names, watcher->fleet.count);
    free(names);
}

struct tenant *watcher_tenant(const struct watcher *watcher, const char *name)
{
    struct tenant *tenant = fleet_find(&watcher->fleet, slice_of(name));

    if (tenant == NULL)
        die("there is no tenant %s", name);
    return tenant;
}

static bool has_changed(struct watcher *watcher, void *context)
{
    return watcher->changes >= *(const uint64_t *)context;
}

/* Every answer is told as a change, and answers come in order. */
void watcher_refresh(struct watcher *watcher)
{
    uint64_t changes = watcher->changes + ANSWERS;

    source_refresh(watcher->source);
    WATCHER_WAIT(watcher, has_changed, &changes);
}

bool is_live(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->source->status.phase == SOURCE_LIVE;
}

bool is_away(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->source->status.phase == SOURCE_AWAY;
}

bool is_stopped(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->source->status.phase == SOURCE_STOPPED;
}

bool is_discovered(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->source->status.discovered;
}

bool is_loaded(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->source->status.loading == 0;
}

static void on_closed(void *context)
{
    struct watcher *watcher = context;

    watcher->closed = true;
}

static bool is_closed(struct watcher *watcher, void *unused)
{
    (void)unused;
    return watcher->closed;
}

static void on_source_gone(struct watcher *watcher)
{
    uv_close((uv_handle_t *)&watcher->pulse, NULL);
    loop_end(&watcher->loop);
}

void watcher_close(struct watcher *watcher)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    source_close(watcher->source, on_closed, watcher);
    while (!is_closed(watcher, NULL)) {
        if (deadline_left(&deadline) == 0)
            die("the source does not close");
        uv_run(&watcher->loop, UV_RUN_ONCE);
    }
    on_source_gone(watcher);
    fleet_free(&watcher->fleet);
}
