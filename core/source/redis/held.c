#include "config.h"

#include "source/redis/held.h"

#include "base/memory.h"

static bool is_same_span(const struct stream *stream, int64_t a_ms, int64_t b_ms)
{
    const struct history *history = &stream->tenant->history;
    const struct span *span = history_find(history, a_ms);

    return a_ms == b_ms || (span != NULL && span == history_find(history, b_ms));
}

static void remove_at(struct stream_window *window, size_t index)
{
    window->held[index] = window->held[--window->held_count];
}

static void list(struct stream *stream)
{
    struct streams *streams = stream->streams;

    if (stream->window.holds)
        return;
    stream->window.holds = true;
    streams->holders = mem_grow(streams->holders, &streams->holder_capacity,
                                streams->holder_count + 1, sizeof(*streams->holders));
    streams->holders[streams->holder_count++] = stream;
}

/* Takes those off the list that hold nothing any more. */
static void tidy(struct streams *streams)
{
    size_t left = 0;

    for (size_t i = 0; i < streams->holder_count; i++) {
        struct stream *stream = streams->holders[i];
        stream->window.holds = stream->window.held_count > 0;
        if (stream->window.holds)
            streams->holders[left++] = stream;
    }
    streams->holder_count = left;
}

size_t held_watch(struct stream *stream, int64_t end_ms, uint64_t watch)
{
    struct stream_window *window = &stream->window;

    for (size_t i = 0; i < window->held_count; i++) {
        if (!is_same_span(stream, window->held[i].end_ms, end_ms))
            continue;
        if (window->held[i].watch == watch && window->held[i].end_ms > end_ms)
            end_ms = window->held[i].end_ms;
        window->held[i] = (struct held_span){end_ms, watch};
        return 0;
    }
    window->held = mem_grow(window->held, &window->held_capacity, window->held_count + 1,
                            sizeof(*window->held));
    window->held[window->held_count++] = (struct held_span){end_ms, watch};
    list(stream);
    return 1;
}

size_t held_join(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    size_t before = window->held_count;

    for (size_t i = 0; i < window->held_count; i++) {
        for (size_t j = window->held_count; --j > i;) {
            if (!is_same_span(stream, window->held[i].end_ms, window->held[j].end_ms))
                continue;
            if (window->held[j].watch > window->held[i].watch)
                window->held[i].watch = window->held[j].watch;
            remove_at(window, j);
        }
    }
    return before - window->held_count;
}

size_t held_release(struct stream *stream, int64_t end_ms)
{
    struct stream_window *window = &stream->window;
    size_t before = window->held_count;

    for (size_t i = window->held_count; i-- > 0;) {
        if (is_same_span(stream, window->held[i].end_ms, end_ms))
            remove_at(window, i);
    }
    if (history_find(&stream->tenant->history, HISTORY_LIVE) ==
        history_find(&stream->tenant->history, end_ms))
        window->joined = false;
    history_release(&stream->tenant->history, end_ms);
    stream_touch(stream);
    return before - window->held_count;
}

size_t held_drop(struct stream *stream)
{
    size_t before = stream->window.held_count;

    stream->window.held_count = 0;
    return before;
}

size_t held_forget(struct stream *stream)
{
    size_t before = held_drop(stream);

    if (stream->window.holds)
        tidy(stream->streams);
    return before;
}

struct stream *held_oldest(struct streams *streams, uint64_t watch, int64_t *end_ms)
{
    struct stream *found = NULL;

    tidy(streams);
    for (size_t i = 0; i < streams->holder_count; i++) {
        struct stream *stream = streams->holders[i];
        for (size_t j = 0; j < stream->window.held_count && !stream->broken; j++) {
            const struct held_span *held = &stream->window.held[j];
            if (held->watch >= watch)
                continue;
            found = stream;
            watch = held->watch;
            *end_ms = held->end_ms;
        }
    }
    return found;
}
