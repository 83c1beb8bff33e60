#include "config.h"

#include "source/redis/window.h"

#include "base/memory.h"
#include "source/redis/held.h"
#include "source/redis/window_page.h"
#include "source/redis/window_progress.h"

#include <stdlib.h>

#define HELD_MAX 64
#define PAGES_UNDER_WAY_MAX 8

/* Returns a watched range. Where it ends behind the newest entry, more of it may come: it is live.
 */
static struct time_range range_of(const struct stream *stream, size_t index)
{
    struct time_range range = stream->window.ranges[index];

    if (range.end_ms > stream_id_time(stream->tenant->newest_id))
        range.end_ms = HISTORY_LIVE;
    return range;
}

static bool is_missing(const struct stream *stream, struct time_range range)
{
    return history_known_since(&stream->tenant->history, range.end_ms) > range.start_ms;
}

/* With the first entry comes also how many were ever added: then a stream that is made again is
 * told from one that goes on. */
static void ask_first(const struct windows *windows, struct stream *stream)
{
    if (!windows->streams->follow && stream->tenant->entries <= WINDOW_PAGE_ENTRIES)
        return;
    stream->window.first_due = true;
    stream_ask(stream, ASK_CHECK);
}

static void begin(struct windows *windows, struct stream *stream, struct time_range range)
{
    struct stream_window *window = &stream->window;

    window_progress_begin(windows);
    if (window->load == NULL)
        window->load = mem_zalloc(1, sizeof(*window->load));
    window->load->range = range;
    window->loading = true;
    window->load->pages_asked = 0;
    window->load->covered = 0;
    window->load->first = STREAM_ID_MIN;
    window->begun = false;
    ask_first(windows, stream);
    stream_touch(stream);
}

/* What was read by a load that nobody waits for any more stays, if there is something. */
static void end(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct span *span = history_find(&stream->tenant->history, window->load->range.end_ms);

    window->loading = false;
    windows->streams->status->loading--;
    pages_void(&window->load->pages);
    if (span != NULL)
        span->loading = false;
    if (history_at(&stream->tenant->history, window->load->range.end_ms) == NULL)
        windows->held -= held_release(stream, window->load->range.end_ms);
    stream_touch(stream);
}

static void leave(struct windows *windows, struct stream *stream)
{
    if (!stream->window.loading)
        return;
    windows->loads--;
    windows->covered -= stream->window.load->covered;
    end(windows, stream);
}

/* Its history went: what was counted of it counts no more. */
static void settle(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    window->forgotten = false;
    window->first_due = false;
    window->verdict_due = false;
    leave(windows, stream);
    windows->held -= held_drop(stream);
}

/* A quarter more than the longest live window is kept, and what is watched: what is looked at never
 * lies at the very edge. */
static void shorten(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct history *history = &stream->tenant->history;
    int64_t since_ms =
        streams_shown_now(windows->streams) - window->length_ms - window->length_ms / 4;

    window->old_due = false;
    if (!window->joined || window->loading)
        return;
    for (size_t i = 0; i < window->range_count && stream_is_watched(stream); i++) {
        if (window->ranges[i].start_ms < since_ms)
            since_ms = window->ranges[i].start_ms;
    }
    size_t rows = history_live(history)->rows;
    history_trim(history, HISTORY_LIVE, stream_id_at(since_ms));
    if (history_live(history)->rows != rows)
        stream_touch(stream);
}

static void lengthen(const struct windows *windows, struct stream *stream, struct time_range range)
{
    int64_t length_ms = streams_shown_now(windows->streams) - range.start_ms;

    if (range.end_ms == HISTORY_LIVE && stream->window.length_ms < length_ms)
        stream->window.length_ms = length_ms;
}

/* Begins with the first range that is not known yet. A load that is under way goes on as long as it
 * is that one. */
static void want(struct windows *windows, struct stream *stream)
{
    const struct stream_window *window = &stream->window;

    for (size_t i = 0; i < window->range_count; i++) {
        struct time_range range = range_of(stream, i);
        lengthen(windows, stream, range);
        if (range.start_ms >= range.end_ms || !is_missing(stream, range))
            continue;
        if (window->loading && window->load->range.end_ms == range.end_ms) {
            stream->window.load->range.start_ms = range.start_ms;
            return;
        }
        leave(windows, stream);
        windows->held += held_watch(stream, range.end_ms, windows->streams->watch);
        begin(windows, stream, range);
        return;
    }
    if (window->loading && is_missing(stream, window->load->range))
        leave(windows, stream);
}

static void ask_verdict(struct stream *stream)
{
    if (stream->window.load->pages_asked < 2)
        return;
    stream->window.load->verdict = stream->window.load->range;
    stream->window.verdict_due = true;
    stream_ask(stream, ASK_CHECK);
}

/* Brings a load forward: it ends, or waits for its turn to ask for a page, or for an answer that
 * will bring it here again. */
static void go_on(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    if (stream_waits_for_look(stream) || !stream->tenant->looked_at)
        return;
    if (!window->begun)
        window_page_begin(stream);
    window->begun = true;
    windows->held -= held_join(stream);
    window_progress_cover(windows, stream);
    if (is_missing(stream, window->load->range)) {
        if (!window->in_turn && window_page_can_ask(stream)) {
            window->in_turn = true;
            stream_queue_push(&windows->turn, stream);
        }
    } else {
        ask_verdict(stream);
        end(windows, stream);
        stream_ask(stream, ASK_PAGES);
    }
}

/* Gives back what only a load needs: there are many streams. */
static void tidy(struct stream_window *window)
{
    bool needed = window->loading || window->first_due || window->first_asked ||
                  window->verdict_due || window->verdict_asked;

    if (window->load == NULL || needed || window->load->pages.count > 0)
        return;
    free(window->load);
    window->load = NULL;
}

static void visit(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    if (window->forgotten)
        settle(windows, stream);
    if (stream->broken || !stream_is_watched(stream))
        leave(windows, stream);
    else
        want(windows, stream);
    if (window->loading)
        go_on(windows, stream);
    if (window->old_due)
        shorten(windows, stream);
    tidy(window);
}

static void ask_page(struct stream *stream)
{
    if (stream->window.loading && window_page_can_ask(stream) && window_page_ask(stream))
        stream_ask(stream, ASK_PAGES);
}

static void visit_all(struct windows *windows)
{
    struct stream *stream;

    while ((stream = streams_next(windows->streams, ASK_PAGES)) != NULL)
        visit(windows, stream);
}

/* Every load is brought forward before a page is asked for, so that what is loading is told whole.
 */
static void pump(void *asker)
{
    struct windows *windows = asker;

    for (;;) {
        visit_all(windows);
        if (windows->streams->under_way[ASK_PAGES] >= PAGES_UNDER_WAY_MAX)
            break;
        struct stream *stream = stream_queue_pop(&windows->turn);
        if (stream == NULL)
            break;
        stream->window.in_turn = false;
        ask_page(stream);
    }
    window_progress_tell(windows);
}

static void release_some(struct windows *windows)
{
    int64_t end_ms;

    while (windows->held > HELD_MAX) {
        struct stream *stream = held_oldest(windows->streams, windows->streams->watch, &end_ms);
        if (stream == NULL)
            return;
        windows->held -= held_release(stream, end_ms);
    }
}

/* The newly watched ones come first, in the operator's order. */
static void ask_all(struct windows *windows)
{
    const struct streams *streams = windows->streams;
    struct stream *stream;

    while ((stream = stream_queue_pop(&windows->turn)) != NULL)
        stream->window.in_turn = false;
    for (size_t i = 0; i < streams->watched_count; i++)
        stream_ask(streams->watched[i], ASK_PAGES);
}

static void add_range(struct stream_window *window, struct time_range range)
{
    window->ranges = mem_grow(window->ranges, &window->range_capacity, window->range_count + 1,
                              sizeof(*window->ranges));
    window->ranges[window->range_count++] = range;
}

/* Fills the list of watched streams, each once; names that are unknown are passed over. */
static void set_watched(struct windows *windows, const struct source_watch *watch)
{
    struct streams *streams = windows->streams;

    streams->watch++;
    streams->watched = mem_resize(NULL, watch->count, sizeof(struct stream *));
    streams->watched_count = 0;
    for (size_t i = 0; i < watch->count; i++) {
        struct stream *stream = streams_find(streams, watch->ranges[i].tenant);
        if (stream == NULL)
            continue;
        if (!stream_is_watched(stream)) {
            stream->window.watch = streams->watch;
            stream->window.range_count = 0;
            streams->watched[streams->watched_count++] = stream;
        }
        add_range(&stream->window, watch->ranges[i].range);
    }
}

static bool is_watched_live(const struct stream *stream)
{
    for (size_t i = 0; i < stream->window.range_count; i++) {
        if (range_of(stream, i).end_ms != HISTORY_LIVE)
            return false;
    }
    return true;
}

/* Where a moment that has passed is looked at, no reading is brief. */
static void want_full(struct stream *stream, bool full)
{
    if (stream->full == full)
        return;
    stream->full = full;
    stream->full_tried = false;
    if (full)
        stream_ask(stream, ASK_MORE);
    else if (!stream_is_asked(stream, ASK_MORE))
        recent_keep_brief(&stream->tenant->recent, true);
}

static void want_all_full(const struct streams *streams, struct stream *const *before, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!stream_is_watched(before[i]))
            want_full(before[i], false);
    }
    for (size_t i = 0; i < streams->watched_count && streams->judged; i++)
        want_full(streams->watched[i], !is_watched_live(streams->watched[i]));
}

/* Spans that are known already are watched anew. */
static void hold_watched(struct windows *windows)
{
    const struct streams *streams = windows->streams;

    for (size_t i = 0; i < streams->watched_count; i++) {
        struct stream *stream = streams->watched[i];
        for (size_t j = 0; j < stream->window.range_count; j++) {
            struct time_range range = range_of(stream, j);
            if (history_find(&stream->tenant->history, range.end_ms) != NULL)
                windows->held += held_watch(stream, range.end_ms, windows->streams->watch);
        }
    }
}

void window_watch(struct windows *windows, const struct source_watch *watch)
{
    struct streams *streams = windows->streams;
    struct stream **before = streams->watched;
    size_t before_count = streams->watched_count;

    set_watched(windows, watch);
    for (size_t i = 0; i < before_count; i++)
        stream_ask(before[i], ASK_PAGES);
    want_all_full(streams, before, before_count);
    free(before);
    hold_watched(windows);
    ask_all(windows);
    visit_all(windows);
    release_some(windows);
}

static void forget(void *asker, struct stream *stream)
{
    struct windows *windows = asker;

    windows->held -= held_forget(stream);
}

static void free_windows(void *asker)
{
    struct windows *windows = asker;

    stream_queue_free(&windows->turn);
}

const struct asker_kind window_asker = {
    .name = "window",
    .pump = pump,
    .forget = forget,
    .free = free_windows,
};
