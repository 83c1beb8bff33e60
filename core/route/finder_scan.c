/* The finder: the search of each node, at first and from time to time. */
#include "config.h"

#include "route/finder_private.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>

#define RETRY_MS MS_PER_SECOND
#define STEP_MS 5 /* between two steps: so the server has a few hundredths of itself for them */

static void found_stream(void *context, struct slice key)
{
    const struct finder_scan *scan = context;

    finder_take(scan->finder, key);
}

static void found_other(void *context, struct slice key)
{
    (void)context;
    (void)key;
}

/* A node whose search takes long rests as long. */
static int64_t pause_of(const struct finder_scan *scan, int64_t now_ms)
{
    int64_t length_ms = now_ms - scan->began_ms;
    bool pushed = client_node(scan->finder->client, scan->keys.node).tracked;
    int64_t period_ms = pushed ? FINDER_PUSHED_MS : FINDER_BLIND_MS;

    if (scan->again)
        return 0;
    if (scan->error.class != ERROR_NONE)
        return scan->error.class == ERROR_RETRY ? RETRY_MS : FINDER_PUSHED_MS;
    return length_ms > period_ms ? length_ms : period_ms;
}

/* What was not found may have moved to a node that was searched before that: the one that holds it
 * is asked. */
static void ask_for_missing(const struct finder_scan *scan)
{
    struct finder *finder = scan->finder;

    for (size_t i = 0; i < finder->streams.count; i++) {
        const struct key_item *item = finder->streams.items[i];
        struct slice key = key_item_key(item);
        if (item->mark < scan->number && client_owner(finder->client, key) == scan->keys.node)
            key_types_add(&finder->types, key);
    }
}

static void on_ended(void *context, const struct error *error)
{
    struct finder_scan *scan = context;
    int64_t now_ms = timestamp_monotonic();

    scan->error = *error;
    scan->complete |= error->class == ERROR_NONE;
    scan->next_ms = now_ms + pause_of(scan, now_ms);
    if (error->class == ERROR_NONE)
        ask_for_missing(scan);
    finder_searched(scan->finder);
}

static struct finder_scan *create_scan(struct finder *finder, size_t node)
{
    static const struct key_scan_events events = {found_stream, found_other, on_ended};
    struct finder_scan *scan = mem_zalloc(1, sizeof(*scan));

    scan->finder = finder;
    scan->keys = (struct key_scan){.lookups = &finder->lookups,
                                   .requests = &finder->requests,
                                   .node = node,
                                   .events = &events,
                                   .context = scan};
    key_scan_init(&scan->keys);
    return scan;
}

void finder_scan_add(struct finder *finder, size_t count)
{
    finder->scans = mem_grow(finder->scans, &finder->capacity, count, sizeof(struct finder_scan *));
    while (finder->count < count) {
        finder->scans[finder->count] = create_scan(finder, finder->count);
        finder->count++;
    }
}

void finder_scan_begin(struct finder_scan *scan, bool paced)
{
    scan->number = ++scan->finder->number;
    scan->again = false;
    scan->paced = paced;
    scan->began_ms = timestamp_monotonic();
    scan->step_ms = 0;
    key_scan_begin(&scan->keys);
}

static bool is_ready(const struct finder_scan *scan)
{
    return client_node(scan->finder->client, scan->keys.node).state == NODE_READY;
}

/* Returns when the scan has something to do again; INT64_MAX: when it is answered, or ready. */
static int64_t pump(struct finder_scan *scan, int64_t now_ms)
{
    if (!scan->keys.running && now_ms >= scan->next_ms && is_ready(scan))
        finder_scan_begin(scan, true);
    if (!scan->keys.running)
        return is_ready(scan) ? scan->next_ms : INT64_MAX;
    if (scan->paced && scan->keys.step_due && scan->step_ms == 0)
        scan->step_ms = now_ms + STEP_MS;
    bool due = !scan->paced || now_ms >= scan->step_ms;
    if (due)
        scan->step_ms = 0;
    key_scan_pump(&scan->keys, due);
    return due ? INT64_MAX : scan->step_ms;
}

int64_t finder_scan_pump(struct finder *finder, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;

    for (size_t i = 0; i < finder->count; i++) {
        int64_t due_ms = pump(finder->scans[i], now_ms);
        if (due_ms < next_ms)
            next_ms = due_ms;
    }
    return next_ms;
}

bool finder_scan_complete(const struct finder *finder)
{
    for (size_t i = 0; i < client_nodes(finder->client); i++) {
        bool complete = i < finder->count && finder->scans[i]->complete;
        if (!complete && client_node(finder->client, i).state != NODE_GONE)
            return false;
    }
    return true;
}

void finder_scan_free(struct finder *finder)
{
    for (size_t i = 0; i < finder->count; i++)
        free(finder->scans[i]);
    free(finder->scans);
}
