/* The lane: the entries before the next one that is judged, and how it catches up with what was
 * delivered to it. */
#include "config.h"

#include "route/lane.h"

#include "base/duration.h"
#include "route/router_private.h"

#include <stdio.h>

#define CATCH_COUNT 100
#define COUNT_SIZE 24

void route_lane_forget_window(struct route_lane *lane)
{
    if (lane->window != NULL)
        window_free(&lane->reader->router->windows, lane->window);
    lane->window = NULL;
}

/* --- the window --- */

static void add_before(struct route_lane *lane, const struct report *report,
                       const struct error *unreadable)
{
    struct tenant *tenant = lane->window->tenant;

    if (unreadable == NULL)
        tenant_add_recent(tenant, report);
    else
        tenant_add_recent_unreadable(tenant, report->id);
    if (stream_id_compare(report->id, tenant->newest_id) > 0)
        tenant->newest_id = report->id;
    tenant->has_report = true;
}

static size_t wanted(const struct route_lane *lane)
{
    return lane->wide ? RECENT_MAX : RECENT_STATE;
}

/* How far the newest ID was ahead of the clock, as far as that can be told now. */
static void see_clock(struct route_lane *lane)
{
    struct tenant *tenant = lane->window->tenant;
    int64_t ahead_ms = stream_id_time(tenant->newest_id) - router_now(lane->reader->router);

    tenant->ahead_ms = ahead_ms > 0 ? ahead_ms : 0;
}

/* Tells of what was pending and is not there any more. */
static void tell_lost(struct route_lane *lane)
{
    struct message_list messages = {0};
    struct stream_id before = lane->pending.count > 0 ? lane->pending.items[0] : lane->delivered;

    if (lane->lost == 0)
        return;
    const struct assessment assessment = route_lane_assessment(lane);
    assess_lost(&assessment, lane->lost, before, router_now(lane->reader->router), &messages);
    lane->lost = 0;
    route_lane_post(lane, &messages, before, false);
}

static void go_on(struct route_lane *lane)
{
    bool behind = stream_id_compare(lane->cursor, lane->delivered) < 0;

    tell_lost(lane);
    if (behind) {
        route_lane_go_on(lane, LANE_CATCHES);
        return;
    }
    lane->refused = false;
    route_lane_go_on(lane, LANE_READS);
    if (lane->timing)
        route_reader_queue(lane, QUEUE_STEP);
}

static void took_window(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    struct tenant *tenant = lane->window != NULL ? lane->window->tenant : NULL;

    (void)mark;
    if (route_lane_is_refused(lane, reply) || tenant == NULL)
        return;
    bool whole = tenant->recent.count < wanted(lane);
    recent_asked(&tenant->recent, wanted(lane), whole, whole);
    tenant_changed(tenant);
    see_clock(lane);
    window_use(&lane->reader->router->windows, lane->window);
    if (!lane->wide && !whole && assess_wants_more(tenant)) {
        lane->wide = true;
        route_lane_forget_window(lane);
        route_lane_go_on(lane, LANE_WINDOWS);
        return;
    }
    go_on(lane);
}

void route_lane_fill(struct route_lane *lane)
{
    const struct route_stream *stream = lane->stream;
    char base[STREAM_ID_SIZE], count[COUNT_SIZE];

    route_lane_forget_window(lane);
    lane->window = window_create(&lane->reader->router->windows, lane,
                                 (struct slice){stream->tenant, stream->tenant_size},
                                 route_stream_key(stream));
    lane->window->tenant->looked_at = true;
    if (lane->wide)
        recent_make_room(&lane->window->tenant->recent);
    stream_id_format(lane->cursor, base);
    snprintf(count, sizeof(count), "%zu", wanted(lane));
    const struct slice words[] = {SLICE("XREVRANGE"), route_stream_key(stream), slice_of(base),
                                  SLICE("-"),         SLICE("COUNT"),           slice_of(count)};
    route_lane_ask(lane, &(struct lane_question){
                             .words = words, .count = 6, .entry = add_before, .took = took_window});
}

/* --- what was delivered --- */

/* Pending entries before this one are not there any more. */
static void pass_pending(struct route_lane *lane, struct stream_id id)
{
    struct stream_ids *pending = &lane->pending;
    size_t passed = 0;

    for (; passed < pending->count && stream_id_compare(pending->items[passed], id) < 0; passed++)
        route_lane_acknowledge(lane, pending->items[passed]);
    lane->lost += passed;
    stream_ids_take(pending, passed);
}

static bool is_pending(const struct route_lane *lane, struct stream_id id)
{
    return lane->pending.count > 0 && stream_id_compare(lane->pending.items[0], id) == 0;
}

/* What stands between was judged and acknowledged before. */
static void meet(struct route_lane *lane, const struct report *report,
                 const struct error *unreadable)
{
    lane->met++;
    if (lane->window == NULL || stream_id_compare(report->id, lane->cursor) <= 0)
        return;
    pass_pending(lane, report->id);
    if (!is_pending(lane, report->id))
        route_lane_pass(lane, report, unreadable);
    else if (route_lane_judge(lane, report, unreadable))
        stream_ids_take(&lane->pending, 1);
}

static void took_entries(struct route_lane *lane, unsigned mark, const struct reply *reply)
{
    (void)mark;
    if (route_lane_is_refused(lane, reply))
        return;
    if (lane->window == NULL) {
        route_lane_go_on(lane, LANE_WINDOWS);
        return;
    }
    window_use(&lane->reader->router->windows, lane->window);
    if (lane->met == CATCH_COUNT) {
        route_lane_go_on(lane, LANE_CATCHES);
        return;
    }
    pass_pending(lane, STREAM_ID_MAX);
    lane->cursor = lane->delivered;
    go_on(lane);
}

void route_lane_catch_up(struct route_lane *lane)
{
    char from[STREAM_ID_SIZE], to[STREAM_ID_SIZE], count[COUNT_SIZE];

    lane->full = lane->waiting >= LANE_WAITING_MAX;
    if (lane->full)
        return;
    if (lane->window == NULL) {
        route_lane_go_on(lane, LANE_WINDOWS);
        return;
    }
    lane->met = 0;
    stream_id_format(stream_id_next(lane->cursor), from);
    stream_id_format(lane->delivered, to);
    snprintf(count, sizeof(count), "%d", CATCH_COUNT);
    const struct slice words[] = {SLICE("XRANGE"), route_stream_key(lane->stream),
                                  slice_of(from),  slice_of(to),
                                  SLICE("COUNT"),  slice_of(count)};
    route_lane_ask(lane, &(struct lane_question){
                             .words = words, .count = 6, .entry = meet, .took = took_entries});
}
