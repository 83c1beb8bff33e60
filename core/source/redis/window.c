/* Windows: whose history is kept and how far back. What is watched is loaded; what is not watched
 * any more stays and grows until too many are loaded, so that one can go to and fro. */
#include "config.h"

#include "source/redis/private.h"

#include "base/memory.h"

#include <stdlib.h>

#define LOADED_MAX 64

bool window_is_watched(const struct stream *stream)
{
    return stream->window.watch == stream->source->windows.watch && stream->window.watch != 0;
}

int64_t window_known_since(const struct stream *stream)
{
    struct stream_id end = stream->window.unread_end;

    if (stream_id_compare(end, STREAM_ID_MIN) == 0)
        return INT64_MIN;
    int64_t end_ms = stream_id_time(end);
    return end_ms == INT64_MAX ? end_ms : end_ms + 1;
}

static void update_progress(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t now = source_now(&stream->source->base);
    int64_t since = window_known_since(stream);
    double covered = 0;

    if (since <= window->since_ms)
        covered = 1;
    else if (since < now)
        covered = (double)(now - since) / (double)(now - window->since_ms);
    stream->source->windows.covered += covered - window->covered;
    window->covered = covered;
}

void window_read_to(struct stream *stream, struct stream_id unread_end)
{
    stream->window.joined = true;
    stream->window.unread_end = unread_end;
    stream->tenant->loaded_since_ms = window_known_since(stream);
    if (stream->window.loading)
        update_progress(stream);
    stream_touch(stream);
}

static void begin(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct redis_source *source = stream->source;
    struct windows *windows = &source->windows;

    if (source->base.status.loading++ == 0) {
        windows->loads = 0;
        windows->covered = 0;
        source->base.status.reports_loaded = 0;
    }
    windows->loads++;
    if (!window->joined) {
        windows->loaded++;
        window->unread_end = STREAM_ID_MAX;
        window->unasked_end = STREAM_ID_MAX;
        window->stride_ms = 0;
        window->overrun = false;
    }
    window->loading = true;
    window->pages = 0;
    window->covered = 0;
    window->first = STREAM_ID_MIN;
    stream->tenant->load = LOAD_RUNNING;
    stream_touch(stream);
}

static void end(struct stream *stream)
{
    struct stream_window *window = &stream->window;

    window->loading = false;
    stream->source->base.status.loading--;
    stream->tenant->load = LOAD_DONE;
    if (!window->joined) {
        stream->tenant->load = LOAD_NONE;
        stream->source->windows.loaded--;
        window->pages_void = window->pages_pending;
    }
    stream_touch(stream);
}

void window_done(struct stream *stream)
{
    if (stream->tenant->recent_count == 1 && !stream->interval_asked) {
        interval_due(stream);
        return;
    }
    end(stream);
}

void window_leave(struct stream *stream)
{
    struct windows *windows = &stream->source->windows;

    if (!stream->window.loading)
        return;
    windows->loads--;
    windows->covered -= stream->window.covered;
    end(stream);
}

void window_forget(struct stream *stream)
{
    struct stream_window *window = &stream->window;

    window_leave(stream);
    if (window->joined)
        stream->source->windows.loaded--;
    window->joined = false;
    window->pages_void = window->pages_pending;
    window->verdict_due = false;
    window->first_due = false;
    tenant_clear_history(stream->tenant);
}

void window_want(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t since = stream->source->windows.since_ms;
    int64_t span = source_now(&stream->source->base) - since;

    window->since_ms = since;
    if (window->span_ms < span)
        window->span_ms = span;
    if (window->loading)
        update_progress(stream);
    else if (!stream->broken && (!window->joined || window_known_since(stream) > since))
        begin(stream);
}

/* A quarter more than the longest window is kept: what is looked at never lies at the very edge. */
void window_shorten(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct history *history = &stream->tenant->history;
    int64_t kept_ms = window->span_ms + window->span_ms / 4;
    struct stream_id first = stream_id_at(source_now(&stream->source->base) - kept_ms);
    size_t rows = history->rows;

    if (!window->joined || window->loading || window->pages_pending > 0)
        return;
    history_trim(history, first);
    if (history->rows == rows)
        return;
    stream_touch(stream);
    if (history->rows > 0)
        first = history_id(history, 0);
    window_read_to(stream, stream_id_previous(first));
    window->unasked_end = window->unread_end;
}

/* Returns the loaded stream that nobody has watched for longest. */
static struct stream *least_recent(const struct redis_source *source)
{
    struct stream *found = NULL;

    for (size_t i = 0; i < source->stream_count; i++) {
        struct stream *stream = source->streams[i];
        if (!stream->window.joined || stream->broken || window_is_watched(stream))
            continue;
        if (found == NULL || stream->window.watch < found->window.watch)
            found = stream;
    }
    return found;
}

static void release_some(struct redis_source *source)
{
    while (source->windows.loaded > LOADED_MAX) {
        struct stream *stream = least_recent(source);
        if (stream == NULL)
            return;
        window_forget(stream);
        stream_touch(stream);
    }
}

/* Fills the list of watched streams, and drops names that are unknown or occur twice. */
static void set_watched(struct redis_source *source, const struct source_watch *watch)
{
    struct windows *windows = &source->windows;

    windows->watch++;
    windows->watched = mem_resize(NULL, watch->count + 1, sizeof(struct stream *));
    windows->count = 0;
    for (size_t i = 0; i < watch->count; i++) {
        struct stream *stream = stream_find(source, slice_of(watch->tenants[i]));
        if (stream == NULL || window_is_watched(stream))
            continue;
        stream->window.watch = windows->watch;
        windows->watched[windows->count++] = stream;
    }
}

void window_watch(struct source *base, const struct source_watch *watch)
{
    struct redis_source *source = (struct redis_source *)base;
    struct windows *windows = &source->windows;
    struct stream **before = windows->watched;
    size_t before_count = windows->count;

    windows->since_ms = watch->since_ms;
    set_watched(source, watch);
    for (size_t i = 0; i < before_count; i++) {
        if (!window_is_watched(before[i]))
            window_leave(before[i]);
    }
    for (size_t i = 0; i < windows->count; i++) {
        if (i >= before_count || windows->watched[i] != before[i])
            windows->next = 0;
        window_want(windows->watched[i]);
    }
    free(before);
    release_some(source);
    page_pump(source);
    redis_update_status(source);
}

void window_free(struct redis_source *source)
{
    free(source->windows.watched);
}
