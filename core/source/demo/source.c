/* The simulated fleet behind "demo:", as a source. It behaves like one that is far away: tenants
 * are found first, windows are loaded newest first in slices of a turn of the loop, and then
 * reports come as time passes. */
#include "config.h"

#include "source/source.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "judge/question.h"
#include "source/demo/fleet.h"
#include "source/demo/original.h"
#include "source/demo/spec.h"
#include "source/pauses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_NS UINT64_C(3000000) /* work for one turn of the loop */
#define NEXT_TURN_MS 1             /* a timer of 0 ms would run again in the same turn */
#define FIRST_TENANTS 64           /* found in one go: a fleet of that size is shown as a whole */
#define SLICE_REPORTS 32           /* made between two looks at the clock */

/* A tenant, and how much of it the fleet holds. */
struct shown_tenant {
    struct demo_tenant demo;
    struct tenant *tenant;     /* NULL until it is found */
    int64_t newest;            /* number of the newest report that was added */
    struct time_range *ranges; /* that somebody looks at */
    size_t range_count;
    size_t range_capacity;
};

struct demo_source {
    struct source base;
    uv_timer_t timer;
    struct shown_tenant *tenants; /* sorted by name */
    size_t count;
    size_t found;
    size_t next_load; /* where the search for a window to load goes on */
    struct report report;
    int64_t until_ms; /* entries before this are judged */
    int64_t refresh_ms;
    bool follow;
};

static struct demo_source *demo_of(struct source *source)
{
    return (struct demo_source *)source;
}

/* Adds a report that is newer than all that is judged. What comes behind the moment of the
 * judgement is kept for the history alone. */
static void add_report(struct demo_source *demo, struct shown_tenant *shown, int64_t number,
                       bool keep)
{
    struct tenant_place behind = {.keep = keep};

    demo_report(&shown->demo, number, &demo->report);
    if (demo_report_time(&shown->demo, number) < demo->until_ms)
        tenant_add(shown->tenant, &demo->report, keep);
    else
        tenant_place(shown->tenant, &demo->report, &behind);
}

/* Returns the number of the newest report that a tenant is judged by. */
static int64_t newest_judged(const struct demo_source *demo, const struct shown_tenant *shown)
{
    int64_t newest = demo_newest_report(&shown->demo, demo->until_ms - 1);

    return newest < shown->newest ? newest : shown->newest;
}

/* Makes the newest `count` reports that a tenant is judged by known; those that are stay. */
static void ask_recent(struct demo_source *demo, struct shown_tenant *shown, size_t count)
{
    struct tenant *tenant = shown->tenant;
    int64_t newest = newest_judged(demo, shown);
    int64_t oldest = newest - (int64_t)count + 1;
    bool whole = oldest <= shown->demo.first;

    if (count == RECENT_MAX)
        recent_make_room(&tenant->recent);
    for (int64_t number = newest - (int64_t)tenant->recent.count;
         number >= oldest && number >= shown->demo.first; number--) {
        demo_report(&shown->demo, number, &demo->report);
        tenant_add_recent(tenant, &demo->report);
    }
    recent_asked(&tenant->recent, count, whole, false);
}

static void answer_question(struct demo_source *demo, struct shown_tenant *shown)
{
    int64_t now_ms = source_now(&demo->base);
    const struct judge_moment moment = {
        .now_ms = now_ms < demo->until_ms ? now_ms : demo->until_ms,
        .until_ms = demo->until_ms,
    };

    if (question_is_open(shown->tenant, &moment))
        ask_recent(demo, shown, RECENT_MAX);
}

/* Says of a tenant that brings nothing how quiet it was at this time of the days before. */
static void show_pauses(const struct demo_source *demo, struct shown_tenant *shown, int64_t now_ms)
{
    struct tenant *tenant = shown->tenant;
    int64_t moment_ms = demo->until_ms < now_ms ? demo->until_ms : now_ms;

    if (pauses_hold(tenant, moment_ms))
        return;
    tenant->pauses.known = true;
    for (size_t day = 0; day < 2; day++) {
        int64_t before = demo_newest_report(&shown->demo, pauses_moment(moment_ms, day));
        struct quiet *quiet = &tenant->pauses.days[day];
        *quiet = (struct quiet){INT64_MIN, INT64_MAX};
        if (before >= shown->demo.first)
            quiet->before_ms = demo_report_time(&shown->demo, before);
        if (before < shown->newest)
            quiet->after_ms = demo_report_time(&shown->demo, before + 1);
    }
    tenant_changed(tenant);
}

static void find_tenant(struct demo_source *demo, struct shown_tenant *shown, int64_t now_ms)
{
    const struct demo_tenant *tenant = &shown->demo;

    shown->tenant = fleet_tenant(demo->base.fleet, slice_of(tenant->name));
    shown->tenant->looked_at = true;
    shown->newest = demo_newest_report(tenant, now_ms);
    if (shown->newest >= tenant->first)
        shown->tenant->entries = (uint64_t)(shown->newest - tenant->first + 1);
    if (shown->newest >= tenant->first)
        shown->tenant->oldest_id = stream_id_at(demo_report_time(tenant, tenant->first));
    ask_recent(demo, shown, RECENT_STATE);
    answer_question(demo, shown);
    show_pauses(demo, shown, now_ms);
}

/* Returns a watched range; where it ends behind the newest report, more of it may come. */
static struct time_range range_of(const struct shown_tenant *shown, size_t index)
{
    struct time_range range = shown->ranges[index];

    if (range.end_ms > demo_report_time(&shown->demo, shown->newest))
        range.end_ms = HISTORY_LIVE;
    return range;
}

/* Returns the number of the newest report of a range that is not known yet; and of the oldest. */
static int64_t newest_missing(const struct shown_tenant *shown, struct time_range range)
{
    int64_t known_ms = history_known_since(&shown->tenant->history, range.end_ms);

    if (known_ms == INT64_MAX && range.end_ms == HISTORY_LIVE)
        return shown->newest;
    return demo_newest_report(&shown->demo,
                              (known_ms < range.end_ms ? known_ms : range.end_ms) - 1);
}

static int64_t oldest_wanted(const struct shown_tenant *shown, struct time_range range)
{
    int64_t before = demo_newest_report(&shown->demo, range.start_ms - 1);

    return before < shown->demo.first ? shown->demo.first : before + 1;
}

static bool is_missing(const struct shown_tenant *shown, struct time_range range)
{
    return range.start_ms < range.end_ms &&
           history_known_since(&shown->tenant->history, range.end_ms) > range.start_ms;
}

static bool needs_loading(const struct shown_tenant *shown)
{
    for (size_t i = 0; i < shown->range_count; i++) {
        if (is_missing(shown, range_of(shown, i)))
            return true;
    }
    return false;
}

/* Adds a report to the span that ends at `end_ms`. */
static void load_report(struct demo_source *demo, struct shown_tenant *shown, int64_t number,
                        int64_t end_ms)
{
    if (end_ms == HISTORY_LIVE && demo_report_time(&shown->demo, number) >= demo->until_ms) {
        add_report(demo, shown, number, true);
        return;
    }
    demo_report(&shown->demo, number, &demo->report);
    tenant_add_to(shown->tenant, end_ms, &demo->report);
}

/* Adds older reports until the range is complete; returns false when `end_ns` has come before. */
static bool load_range(struct demo_source *demo, struct shown_tenant *shown,
                       struct time_range range, uint64_t end_ns)
{
    struct tenant *tenant = shown->tenant;
    int64_t wanted = oldest_wanted(shown, range);
    int64_t number = newest_missing(shown, range);

    history_open(&tenant->history, range.end_ms)->loading = true;
    tenant_changed(tenant);
    for (unsigned made = 1; number >= wanted; made++, number--) {
        load_report(demo, shown, number, range.end_ms);
        demo->base.status.reports_loaded++;
        if (made % SLICE_REPORTS == 0 && uv_hrtime() >= end_ns)
            return false;
    }
    history_reach(&tenant->history, range.end_ms, range.start_ms);
    history_find(&tenant->history, range.end_ms)->loading = false;
    return true;
}

static void load_ranges(struct demo_source *demo, struct shown_tenant *shown, uint64_t end_ns)
{
    for (size_t i = 0; i < shown->range_count; i++) {
        struct time_range range = range_of(shown, i);
        if (is_missing(shown, range) && !load_range(demo, shown, range, end_ns))
            return;
    }
}

/* Tells how far the windows are that somebody looks at. */
static void update_progress(struct demo_source *demo)
{
    struct source_status *status = &demo->base.status;
    double left = 0;

    status->loading = 0;
    for (size_t i = 0; i < demo->found; i++) {
        const struct shown_tenant *shown = &demo->tenants[i];
        status->loading += needs_loading(shown);
        for (size_t j = 0; j < shown->range_count; j++) {
            struct time_range range = range_of(shown, j);
            int64_t missing = newest_missing(shown, range) + 1 - oldest_wanted(shown, range);
            left += missing > 0 ? (double)missing : 0;
        }
    }
    double loaded = (double)status->reports_loaded;
    status->progress = status->loading == 0 ? 1 : loaded / (loaded + left + 1);
}

/* Adds what has come since the last look. */
static bool add_due(struct demo_source *demo, int64_t now_ms)
{
    bool added = false;

    for (size_t i = 0; i < demo->found; i++) {
        struct shown_tenant *shown = &demo->tenants[i];
        int64_t newest = demo_newest_report(&shown->demo, now_ms);
        bool keep = history_live(&shown->tenant->history) != NULL;
        for (; shown->newest < newest; added = true) {
            add_report(demo, shown, ++shown->newest, keep);
            shown->tenant->entries++;
            answer_question(demo, shown);
        }
        show_pauses(demo, shown, now_ms);
    }
    return added;
}

/* Works for one slice of time; returns true when there is more to do. */
static bool work(struct demo_source *demo, int64_t now_ms)
{
    uint64_t end_ns = uv_hrtime() + SLICE_NS;

    for (; demo->found < demo->count; demo->found++) {
        if (demo->found >= FIRST_TENANTS && uv_hrtime() >= end_ns)
            return true;
        find_tenant(demo, &demo->tenants[demo->found], now_ms);
    }
    demo->base.status.discovered = true;
    for (; demo->next_load < demo->count; demo->next_load++) {
        struct shown_tenant *shown = &demo->tenants[demo->next_load];
        load_ranges(demo, shown, end_ns);
        if (uv_hrtime() >= end_ns)
            return true;
    }
    return false;
}

static void on_timer(uv_timer_t *timer)
{
    struct demo_source *demo = timer->data;
    struct source *source = &demo->base;
    int64_t now_ms = source_now(source);
    bool had_work = demo->found < demo->count || demo->next_load < demo->count;

    source->status.phase = SOURCE_LIVE;
    source->status.answered_ms = timestamp_now();
    source->status.advances++;
    source->status.polls++;
    bool added = add_due(demo, now_ms);
    bool more = work(demo, now_ms);
    update_progress(demo);
    if (more)
        uv_timer_start(&demo->timer, on_timer, NEXT_TURN_MS, 0);
    else if (demo->follow && source->frozen_now_ms == 0)
        uv_timer_start(&demo->timer, on_timer, (uint64_t)demo->refresh_ms, 0);
    if (added || had_work)
        source->fleet->changes.revision++;
    source->changed(source->context);
}

static int compare_name(const void *name, const void *shown)
{
    const struct slice *wanted = name;
    const char *known = ((const struct shown_tenant *)shown)->demo.name;
    int order = strncmp(wanted->data, known, wanted->size);

    return order != 0 ? order : -(known[wanted->size] != '\0');
}

/* What is read apart from the live history is made again as fast as it is kept: it goes with the
 * last one who looks at it. */
static void release_unwatched(struct shown_tenant *shown)
{
    struct history *history = &shown->tenant->history;

    for (size_t i = history->count; i-- > 0;) {
        const struct span *span = history->spans[i];
        bool watched = span->known.end_ms == HISTORY_LIVE;
        for (size_t j = 0; j < shown->range_count && !watched; j++)
            watched = history_find(history, range_of(shown, j).end_ms) == span;
        if (watched)
            continue;
        history_release(history, span->known.end_ms);
        tenant_changed(shown->tenant);
    }
}

static void add_range(struct demo_source *demo, const struct watched_range *watched)
{
    struct shown_tenant *shown =
        bsearch(&watched->tenant, demo->tenants, demo->found, sizeof(*demo->tenants), compare_name);

    if (shown == NULL)
        return;
    shown->ranges = mem_grow(shown->ranges, &shown->range_capacity, shown->range_count + 1,
                             sizeof(*shown->ranges));
    shown->ranges[shown->range_count++] = watched->range;
}

/* What nobody looks at any more stays as it is: complete as far as it was read. */
static void stop_loading(struct shown_tenant *shown)
{
    struct span *live = history_live(&shown->tenant->history);

    if (live != NULL && !needs_loading(shown))
        live->loading = false;
    release_unwatched(shown);
}

static void demo_watch(struct source *source, const struct source_watch *watch)
{
    struct demo_source *demo = demo_of(source);

    if (source->status.loading == 0)
        source->status.reports_loaded = 0;
    for (size_t i = 0; i < demo->found; i++)
        demo->tenants[i].range_count = 0;
    for (size_t i = 0; i < watch->count; i++)
        add_range(demo, &watch->ranges[i]);
    for (size_t i = 0; i < demo->found; i++)
        stop_loading(&demo->tenants[i]);
    update_progress(demo);
    if (source->status.loading > 0) {
        demo->next_load = 0;
        uv_timer_start(&demo->timer, on_timer, 0, 0);
    }
}

static void demo_refresh(struct source *source)
{
    uv_timer_start(&demo_of(source)->timer, on_timer, 0, 0);
}

/* What is older than the stream would hold is gone. */
static void fetch_original(struct demo_source *demo, struct original *original)
{
    struct slice name = {buffer_text(&original->tenant), original->tenant.size};
    const struct shown_tenant *shown =
        bsearch(&name, demo->tenants, demo->found, sizeof(*demo->tenants), compare_name);
    int64_t time_ms = stream_id_time(original->id);
    int64_t number = shown != NULL ? demo_newest_report(&shown->demo, time_ms) : 0;

    if (shown == NULL || original->id.seq != 0 || number < shown->demo.first ||
        demo_report_time(&shown->demo, number) != time_ms) {
        original_is_gone(original);
        return;
    }
    demo_report(&shown->demo, number, &demo->report);
    demo_original(&demo->report, original);
}

static void demo_fetch(struct source *source)
{
    for (size_t i = 0; i < source->originals.count; i++) {
        if (source->originals.items[i].state == ORIGINAL_DUE)
            fetch_original(demo_of(source), &source->originals.items[i]);
    }
    source->changed(source->context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct demo_source *demo = handle->data;

    report_free(&demo->report);
    for (size_t i = 0; i < demo->count; i++)
        free(demo->tenants[i].ranges);
    free(demo->tenants);
    source_closed(&demo->base);
}

static void demo_close(struct source *source)
{
    uv_close((uv_handle_t *)&demo_of(source)->timer, on_timer_closed);
}

struct source *demo_source_open(uv_loop_t *loop, const char *spec,
                                const struct source_options *options, struct fleet *fleet,
                                struct error *error)
{
    static const struct source_ops ops = {demo_watch, demo_refresh, demo_fetch, NULL, demo_close};
    size_t count;
    struct demo_tenant *tenants = demo_spec_tenants(spec, options, &count, error);

    if (tenants == NULL)
        return NULL;

    struct demo_source *demo = mem_zalloc(1, sizeof(*demo));
    demo->report.severity_words = options->severity_words;
    demo->base.ops = &ops;
    demo->base.fleet = fleet;
    snprintf(demo->base.name, sizeof(demo->base.name), "%s", spec);
    demo->until_ms = options->until_ms != 0 ? options->until_ms : INT64_MAX;
    demo->refresh_ms = options->refresh_ms;
    demo->follow = options->follow;
    demo->tenants = mem_zalloc(count, sizeof(*demo->tenants));
    demo->count = count;
    for (size_t i = 0; i < count; i++)
        demo->tenants[i].demo = tenants[i];
    free(tenants);
    /* Neither call can fail: the loop runs and the handle is fresh. */
    uv_timer_init(loop, &demo->timer);
    demo->timer.data = demo;
    uv_timer_start(&demo->timer, on_timer, 0, 0);
    return &demo->base;
}
