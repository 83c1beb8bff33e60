/* The feed of the simulated fleet: every tenant is a lane with one report at hand, and what comes
 * next is made when that is taken. */
#include "config.h"

#include "source/feed.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "source/demo/fleet.h"
#include "source/demo/spec.h"
#include "source/merge.h"

#include <stdio.h>
#include <stdlib.h>

#define SLICE_NS UINT64_C(3000000) /* work for one turn of the loop */
#define SLICE_REPORTS 32           /* handed out between two looks at the clock */
#define NEXT_TURN_MS 1

struct lane {
    struct merge_lane merged; /* first: a struct merge_lane * is cast to this */
    struct demo_tenant tenant;
    int64_t next; /* number of the report to make next */
};

struct demo_feed {
    struct feed base; /* first: a struct feed * is cast to this */
    uv_timer_t timer;
    struct lane *lanes;
    size_t lane_count;
    struct merge merge;
    struct report report;
    int64_t refresh_ms;
    bool begun;
};

static struct demo_feed *demo_of(struct feed *feed)
{
    return (struct demo_feed *)feed;
}

/* Makes the next report of a tenant, if it has come by now and belongs to the window. */
static void refill(struct demo_feed *demo, struct lane *lane, int64_t now_ms)
{
    struct buffer *bytes = &lane->merged.bytes;
    size_t before = bytes->size;
    int64_t time_ms = demo_report_time(&lane->tenant, lane->next);

    if (lane->merged.count > 0 || lane->next > lane->tenant.last || time_ms > now_ms ||
        time_ms >= demo->base.request.window.end_ms)
        return;
    demo_report(&lane->tenant, lane->next, &demo->report);
    lane->next++;
    demo->base.events->format(demo->base.context, slice_of(lane->tenant.name), &demo->report,
                              bytes);
    merge_add(&demo->merge, &lane->merged, demo->report.id, bytes->size - before);
}

/* Hands out reports for a slice of time; returns true when there are more. */
static bool work(struct demo_feed *demo, int64_t now_ms)
{
    uint64_t end_ns = uv_hrtime() + SLICE_NS;
    struct merge_lane *merged;
    struct stream_id id;
    struct slice bytes;

    for (size_t i = 0; i < demo->lane_count; i++)
        refill(demo, &demo->lanes[i], now_ms);
    for (unsigned made = 1; !demo->base.paused && !demo->base.closing; made++) {
        if (made % SLICE_REPORTS == 0 && uv_hrtime() >= end_ns)
            return true;
        merged = merge_take(&demo->merge, &id, &bytes);
        if (merged == NULL)
            return false;
        demo->base.events->record(demo->base.context, id, bytes);
        refill(demo, (struct lane *)merged, now_ms);
    }
    return false;
}

static void on_timer(uv_timer_t *timer)
{
    struct demo_feed *demo = timer->data;
    struct feed *feed = &demo->base;

    feed->status.phase = SOURCE_LIVE;
    feed->status.answered_ms = timestamp_now();
    feed->status.advances++;
    feed->events->changed(feed->context);
    if (feed->closing)
        return;
    if (!demo->begun) {
        feed->status.discovered = true;
        feed->events->ready(feed->context);
        return;
    }
    bool more = work(demo, feed_now(feed));
    if (feed->closing)
        return;
    if (more)
        uv_timer_start(&demo->timer, on_timer, NEXT_TURN_MS, 0);
    else if (feed->paused)
        return;
    else if (feed->request.follow)
        uv_timer_start(&demo->timer, on_timer, (uint64_t)demo->refresh_ms, 0);
    else
        feed->events->ended(feed->context);
}

static void begin(struct feed *feed)
{
    struct demo_feed *demo = demo_of(feed);

    demo->begun = true;
    for (size_t i = 0; i < demo->lane_count; i++) {
        struct lane *lane = &demo->lanes[i];
        lane->next = demo_newest_report(&lane->tenant, feed->request.window.start_ms - 1) + 1;
        if (lane->next < lane->tenant.first)
            lane->next = lane->tenant.first;
    }
    uv_timer_start(&demo->timer, on_timer, 0, 0);
}

static void resume(struct feed *feed)
{
    uv_timer_start(&demo_of(feed)->timer, on_timer, 0, 0);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct demo_feed *demo = handle->data;

    for (size_t i = 0; i < demo->lane_count; i++)
        merge_lane_free(&demo->lanes[i].merged);
    free(demo->lanes);
    merge_free(&demo->merge);
    report_free(&demo->report);
    feed_closed(&demo->base);
}

static void close_feed(struct feed *feed)
{
    uv_close((uv_handle_t *)&demo_of(feed)->timer, on_timer_closed);
}

struct feed *demo_feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                            struct error *error)
{
    static const struct feed_ops ops = {begin, resume, NULL, NULL, close_feed};
    size_t count;
    struct demo_tenant *tenants = demo_spec_tenants(spec, options, &count, error);

    if (tenants == NULL)
        return NULL;

    struct demo_feed *demo = mem_zalloc(1, sizeof(*demo));
    demo->report.severity_words = options->severity_words;
    demo->base.ops = &ops;
    snprintf(demo->base.name, sizeof(demo->base.name), "%s", spec);
    demo->refresh_ms = options->refresh_ms;
    demo->lanes = mem_zalloc(count, sizeof(*demo->lanes));
    demo->lane_count = count;
    for (size_t i = 0; i < count; i++) {
        demo->lanes[i].tenant = tenants[i];
        fleet_tenant(&demo->base.fleet, slice_of(tenants[i].name));
    }
    free(tenants);
    /* Neither call can fail: the loop runs and the handle is fresh. */
    uv_timer_init(loop, &demo->timer);
    demo->timer.data = demo;
    uv_timer_start(&demo->timer, on_timer, 0, 0);
    return &demo->base;
}
