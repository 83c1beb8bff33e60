#include "config.h"

#include "source/redis/window.h"

#include "base/memory.h"
#include "source/redis/window_page.h"

#include <stdlib.h>

#define LOADED_MAX 64
#define PAGES_UNDER_WAY_MAX 8

static bool is_watched(const struct windows *windows, const struct stream *stream)
{
    return windows->watch != 0 && stream->window.watch == windows->watch;
}

/* Returns since when everything was read. */
static int64_t known_since(const struct stream *stream)
{
    struct stream_id end = stream->window.unread_end;

    if (stream_id_compare(end, STREAM_ID_MIN) == 0)
        return INT64_MIN;
    int64_t end_ms = stream_id_time(end);
    return end_ms == INT64_MAX ? end_ms : end_ms + 1;
}

static void update_covered(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t now = streams_shown_now(windows->streams);
    int64_t since = known_since(stream);
    double covered = 0;

    if (since <= window->since_ms)
        covered = 1;
    else if (since < now)
        covered = (double)(now - since) / (double)(now - window->since_ms);
    windows->covered += covered - window->covered;
    window->covered = covered;
}

static void update_progress(const struct windows *windows)
{
    struct source_status *status = windows->streams->status;

    status->progress =
        status->loading > 0 && windows->loads > 0 ? windows->covered / (double)windows->loads : 1;
}

static void begin(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct source_status *status = windows->streams->status;

    if (status->loading++ == 0) {
        windows->loads = 0;
        windows->covered = 0;
        status->reports_loaded = 0;
    }
    windows->loads++;
    if (!window->held) {
        window->held = true;
        windows->held++;
        window->unread_end = STREAM_ID_MAX;
        window->unasked_end = STREAM_ID_MAX;
        window->pages.stride_ms = 0;
        window->pages.overrun = false;
    }
    window->loading = true;
    window->pages_asked = 0;
    window->covered = 0;
    window->first = STREAM_ID_MIN;
    history_open(&stream->tenant->history, HISTORY_LIVE)->loading = true;
    stream_touch(stream);
}

/* What was read by a load that nobody waits for any more stays. */
static void end(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    window->loading = false;
    windows->streams->status->loading--;
    if (window->joined) {
        history_live(&stream->tenant->history)->loading = false;
    } else {
        history_release(&stream->tenant->history, HISTORY_LIVE);
        window->held = false;
        windows->held--;
        pages_void(&window->pages);
    }
    stream_touch(stream);
}

static void leave(struct windows *windows, struct stream *stream)
{
    if (!stream->window.loading)
        return;
    windows->loads--;
    windows->covered -= stream->window.covered;
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
    if (window->held)
        windows->held--;
    window->held = false;
}

static void want(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t span = streams_shown_now(windows->streams) - window->wanted_ms;

    window->since_ms = window->wanted_ms;
    if (window->span_ms < span)
        window->span_ms = span;
    if (!window->loading && (!window->joined || known_since(stream) > window->since_ms))
        begin(windows, stream);
}

/* A quarter more than the longest window is kept: what is looked at never lies at the very edge. */
static void shorten(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct history *history = &stream->tenant->history;
    const struct span *live = history_live(history);
    int64_t kept_ms = window->span_ms + window->span_ms / 4;
    struct stream_id first = stream_id_at(streams_shown_now(windows->streams) - kept_ms);

    window->old_due = false;
    if (!window->joined || window->loading || window->pages.count > 0)
        return;
    size_t rows = live->rows;
    history_trim(history, HISTORY_LIVE, first);
    if (live->rows == rows)
        return;
    stream_touch(stream);
    if (live->rows > 0)
        first = span_id(live, 0);
    window->unread_end = stream_id_previous(first);
    window->unasked_end = window->unread_end;
    stream_touch(stream);
}

/* The stream may be trimmed between the pages of a load: its first entry is asked for at the
 * beginning and again at the end. With the first comes also how many were ever added. */
static void ask_first(struct stream *stream)
{
    stream->window.first_due = true;
    stream_ask(stream, ASK_CHECK);
}

static void ask_verdict(struct stream *stream)
{
    if (stream->window.pages_asked < 2)
        return;
    stream->window.verdict_due = true;
    stream_ask(stream, ASK_CHECK);
}

/* Brings a load forward: it ends, or waits for its turn to ask for a page, or for an answer that
 * will bring it here again. */
static void go_on(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    if (stream_waits(stream, ASK_INTERVAL) || stream_waits_for_look(stream) ||
        !stream->tenant->looked_at)
        return;
    if (window->joined)
        history_reach(&stream->tenant->history, HISTORY_LIVE, known_since(stream));
    update_covered(windows, stream);
    if (known_since(stream) > window->since_ms) {
        if (!window->in_turn && window_page_can_ask(stream)) {
            window->in_turn = true;
            stream_queue_push(&windows->turn, stream);
        }
        return;
    }
    if (stream->tenant->recent_count == 1 && !stream->interval_known) {
        stream_ask(stream, ASK_INTERVAL);
        return;
    }
    ask_verdict(stream);
    end(windows, stream);
}

static void visit(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;

    if (window->forgotten)
        settle(windows, stream);
    if (stream->broken || !is_watched(windows, stream))
        leave(windows, stream);
    else
        want(windows, stream);
    if (window->loading)
        go_on(windows, stream);
    if (window->old_due)
        shorten(windows, stream);
}

static void ask_page(struct windows *windows, struct stream *stream)
{
    struct stream_window *window = &stream->window;
    const struct streams *streams = windows->streams;

    if (!window->loading || !window_page_can_ask(stream))
        return;
    if (window->pages_asked == 0 &&
        (streams->follow || stream->tenant->entries > WINDOW_PAGE_ENTRIES))
        ask_first(stream);
    if (window_page_ask(stream))
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
        ask_page(windows, stream);
    }
    update_progress(windows);
}

/* Returns the loaded stream that nobody has watched for longest. */
static struct stream *least_recent(const struct windows *windows)
{
    struct stream *found = NULL;

    for (size_t i = 0; i < windows->streams->count; i++) {
        struct stream *stream = windows->streams->all[i];
        if (!stream->window.joined || stream->broken || is_watched(windows, stream))
            continue;
        if (found == NULL || stream->window.watch < found->window.watch)
            found = stream;
    }
    return found;
}

static void release_some(struct windows *windows)
{
    while (windows->held > LOADED_MAX) {
        struct stream *stream = least_recent(windows);
        if (stream == NULL)
            return;
        stream_forget(stream);
        settle(windows, stream);
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

/* Fills the list of watched streams, and drops names that are unknown or occur twice. */
static void set_watched(struct windows *windows, const struct source_watch *watch)
{
    struct streams *streams = windows->streams;

    windows->watch++;
    streams->watched = mem_resize(NULL, watch->count, sizeof(struct stream *));
    streams->watched_count = 0;
    for (size_t i = 0; i < watch->count; i++) {
        struct stream *stream = streams_find(streams, slice_of(watch->ranges[i].tenant));
        if (stream == NULL || is_watched(windows, stream))
            continue;
        stream->window.watch = windows->watch;
        stream->window.wanted_ms = watch->ranges[i].range.start_ms;
        streams->watched[streams->watched_count++] = stream;
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
    free(before);
    ask_all(windows);
    visit_all(windows);
    release_some(windows);
}

static void ready(void *asker)
{
    ask_all(asker);
}

static void free_windows(void *asker)
{
    struct windows *windows = asker;

    stream_queue_free(&windows->turn);
}

const struct asker_kind window_asker = {
    .name = "window",
    .ready = ready,
    .pump = pump,
    .free = free_windows,
};
