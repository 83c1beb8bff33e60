#include "config.h"

#include "route/finder_private.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>

/* Between two looks where nothing is pushed: the more there is to look at, the longer. */
#define BLIND_LOOK_MS 100
#define BLIND_STREAM_MS 1

static void on_timer_closed(uv_handle_t *timer)
{
    struct finder *finder = timer->data;
    void (*closed)(void *) = finder->closed;
    void *context = finder->closed_context;

    finder_scan_free(finder);
    key_set_free(&finder->streams);
    key_set_free(&finder->strangers);
    lookups_free(&finder->lookups);
    requests_free(&finder->requests);
    buffer_free(&finder->tenant);
    buffer_free(&finder->name);
    free(finder);
    if (closed != NULL)
        closed(context);
}

/* What is under way leads back here. */
static bool is_under_way(const struct finder *finder)
{
    size_t waiting = finder->types.waiting + finder->named.waiting;

    for (size_t i = 0; i < finder->count; i++)
        waiting += finder->scans[i]->keys.types.waiting + finder->scans[i]->keys.asked;
    return waiting > 0;
}

static void end_when_idle(struct finder *finder)
{
    if (!is_under_way(finder) && !uv_is_closing((uv_handle_t *)&finder->timer))
        uv_close((uv_handle_t *)&finder->timer, on_timer_closed);
}

/* Keys that move from a node that was not searched yet to one that was are missed by both: several
 * nodes are searched a second time. */
static bool is_confirmed(struct finder *finder)
{
    bool confirmed = finder->confirmed || finder->count < 2;

    finder->confirmed = true;
    for (size_t i = 0; i < finder->count && !confirmed; i++) {
        finder->scans[i]->complete = false;
        finder->scans[i]->next_ms = 0;
    }
    return confirmed;
}

void finder_searched(struct finder *finder)
{
    if (finder->complete || finder->closing || !finder->named_complete ||
        (finder->lookups.pattern_count > 0 &&
         !(finder_scan_complete(finder) && is_confirmed(finder))))
        return;
    finder->complete = true;
    finder->events.complete(finder->context);
}

static int64_t look_period(const struct finder *finder)
{
    if (!finder_is_blind(finder))
        return FINDER_LOOK_MS;
    return BLIND_LOOK_MS + BLIND_STREAM_MS * (int64_t)finder->streams.count;
}

static void look(struct finder *finder, int64_t now_ms)
{
    finder->look_ms = now_ms + look_period(finder);
    finder->events.look(finder->context);
}

static void on_timer(uv_timer_t *timer);

static void wake(struct finder *finder, int64_t at_ms, int64_t now_ms)
{
    uv_update_time(finder->timer.loop);
    uv_timer_start(&finder->timer, on_timer, at_ms > now_ms ? (uint64_t)(at_ms - now_ms) : 0, 0);
}

static int64_t earliest(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void finder_pump(struct finder *finder)
{
    int64_t now_ms = timestamp_monotonic();

    if (finder->closing) {
        end_when_idle(finder);
        return;
    }
    key_types_pump(&finder->named);
    key_types_pump(&finder->types);
    int64_t next_ms = finder_scan_pump(finder, now_ms);
    next_ms = earliest(next_ms, earliest(finder->look_ms, finder->meet_ms));
    wake(finder, earliest(next_ms, finder->named_ms), now_ms);
}

static void on_timer(uv_timer_t *timer)
{
    struct finder *finder = timer->data;
    int64_t now_ms = timestamp_monotonic();

    if (now_ms >= finder->meet_ms)
        finder_meet(finder, now_ms);
    if (now_ms >= finder->named_ms)
        finder_ask_named(finder, now_ms);
    if (now_ms >= finder->look_ms)
        look(finder, now_ms);
    finder_pump(finder);
}

static void on_replied(void *context)
{
    finder_pump(context);
}

struct finder *finder_open(const struct finder_options *options, const struct finder_events *events,
                           void *context)
{
    struct finder *finder = mem_zalloc(1, sizeof(*finder));

    finder->client = options->client;
    finder->space = options->space;
    finder->selection = options->selection;
    finder->events = *events;
    finder->context = context;
    finder->requests = (struct requests){
        .client = options->client, .replied = on_replied, .lost = on_replied, .context = finder};
    lookups_add(&finder->lookups, options->space, options->selection);
    finder_keys_init(finder);
    uv_timer_init(options->loop, &finder->timer);
    finder->timer.data = finder;
    finder->look_ms = finder->meet_ms = timestamp_monotonic() + FINDER_LOOK_MS;
    finder->named_ms = INT64_MAX;
    finder_pump(finder);
    return finder;
}

void finder_ready(struct finder *finder, size_t node)
{
    if (finder->closing)
        return;
    if (finder->lookups.pattern_count > 0) {
        finder_scan_add(finder, node + 1);
        finder_scan_begin(finder->scans[node], false);
    }
    finder_ask_named(finder, timestamp_monotonic());
    look(finder, timestamp_monotonic());
    finder_pump(finder);
}

void finder_lost(struct finder *finder, size_t node)
{
    if (node < finder->count)
        key_scan_lost(&finder->scans[node]->keys);
}

/* Whatever was done to its keys: it is searched again. */
static void touch_node(struct finder *finder, size_t node)
{
    if (node < finder->count) {
        finder->scans[node]->again = finder->scans[node]->keys.running;
        finder->scans[node]->next_ms = 0;
    }
    finder_ask_named(finder, timestamp_monotonic());
    look(finder, timestamp_monotonic());
    finder_pump(finder);
}

void finder_touched(struct finder *finder, size_t node, struct slice key)
{
    if (finder->closing)
        return;
    if (key.data == NULL)
        touch_node(finder, node);
    else if (key_set_find(&finder->streams, key) != NULL)
        finder->events.touched(finder->context, key);
    else
        finder_meet_key(finder, key);
}

size_t finder_count(const struct finder *finder)
{
    return finder->streams.count;
}

bool finder_is_blind(const struct finder *finder)
{
    for (size_t i = 0; i < client_nodes(finder->client); i++) {
        struct client_node node = client_node(finder->client, i);
        if (node.state == NODE_READY && !node.tracked)
            return true;
    }
    return false;
}

const struct error *finder_blindness(const struct finder *finder)
{
    for (size_t i = 0; i < client_nodes(finder->client); i++) {
        struct client_node node = client_node(finder->client, i);
        if (node.state == NODE_READY && node.untracked->class == ERROR_STOP)
            return node.untracked;
    }
    return NULL;
}

const struct error *finder_trouble(const struct finder *finder)
{
    for (size_t i = 0; i < finder->count; i++) {
        if (finder->scans[i]->error.class == ERROR_STOP)
            return &finder->scans[i]->error;
    }
    return NULL;
}

void finder_close(struct finder *finder, void (*closed)(void *context), void *context)
{
    if (finder->closing)
        return;
    finder->closing = true;
    finder->closed = closed;
    finder->closed_context = context;
    uv_timer_stop(&finder->timer);
    key_types_drop(&finder->types);
    key_types_drop(&finder->named);
    for (size_t i = 0; i < finder->count; i++)
        key_scan_lost(&finder->scans[i]->keys);
    end_when_idle(finder);
}
