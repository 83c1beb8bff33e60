/* Pages: windows are read newest first, in turn for all that is watched, so that every tenant has
 * its first page early. A page is a stretch of time, cut so that it should not hold more entries
 * than one reply may: so the next one can be asked for before this one has come, and the server
 * works on the one while we read the other. Where it holds more after all, the rest is asked for
 * anew. */
#include "config.h"

#include "source/redis/private.h"

#include <string.h>

#define PAGE_ENTRIES 500
#define PAGE_COUNT SLICE("500")
#define PAGES_PENDING_MAX 8

static bool page_entry(void *context, struct stream_id id)
{
    struct stream *stream = context;
    struct stream_window *window = &stream->window;

    if (window->pages_void > 0)
        return false;
    if (window->page_entries++ == 0)
        window->page_newest = id;
    return true;
}

/* From the first entry on, history is counted anew: the newest report was counted without one. */
static void join(struct stream *stream)
{
    tenant_clear_history(stream->tenant);
    stream->tenant->load = LOAD_RUNNING;
    stream->window.joined = true;
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    if (stream->window.pages_void > 0)
        return;
    if (!stream->window.joined)
        join(stream);
    stream->source->base.status.reports_loaded++;
    stream_jump(stream, report->id);
    stream_take(stream, report, unreadable, true);
    stream->window.unread_end = stream_id_previous(report->id);
}

static void page_element(void *context, const struct reply_element *element)
{
    static const struct entry_events events = {page_entry, page_read};
    struct stream *stream = context;
    struct entries *entries = &stream->source->entries;

    if (element->depth == 0) {
        entries_begin(entries, ENTRY_DEPTH_RANGE, &events, stream);
        stream->window.page_entries = 0;
    }
    entries_element(entries, element);
}

/* What is under way does not follow what was read. */
static void ask_again(struct stream_window *window)
{
    window->pages_void = window->pages_pending;
    window->unasked_end = window->unread_end;
}

/* A full page may have left something out, and tells how long the next one should be. */
static void end_full_page(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    int64_t length = stream_id_time(window->page_newest) - stream_id_time(window->unread_end);

    window->overrun = window->stride_ms > 0;
    window->stride_ms = length - length / 10 + 1;
    ask_again(window);
    window_read_to(stream, window->unread_end);
}

/* After a page that is far from full its length says nothing about the next one. */
static void end_page(struct stream *stream, struct stream_id first)
{
    struct stream_window *window = &stream->window;

    window->overrun = false;
    if (window->page_entries < PAGE_ENTRIES / 2)
        window->stride_ms = 0;
    window_read_to(stream, stream_id_previous(first));
}

/* Takes the oldest page under way off the list and returns how far back it goes. */
static struct stream_id shift_page(struct stream_window *window)
{
    struct stream_id first = window->page_first[0];

    window->pages_pending--;
    memmove(&window->page_first[0], &window->page_first[1],
            window->pages_pending * sizeof(window->page_first[0]));
    return first;
}

static void page_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream *stream = context;
    struct redis_source *source = stream->source;
    struct stream_window *window = &stream->window;
    struct stream_id first = shift_page(window);
    struct slice reason;

    (void)error;
    source->windows.pages_pending--;
    if (window->pages_void > 0)
        window->pages_void--;
    else if (reply == NULL || redis_refused(reply, &reason))
        ask_again(window);
    else if (window->page_entries == PAGE_ENTRIES)
        end_full_page(stream);
    else
        end_page(stream, first);
    if (!redis_answered(source, reply))
        return;
    if (redis_refused(reply, &reason))
        stream_refuse(stream, reason);
    else
        page_pump(source);
    redis_changed(source);
}

/* The stream may be trimmed between the pages of a load: its first entry is asked for at the
 * beginning and again at the end. */
static void ask_first(struct stream *stream)
{
    if (stream->window.pages > 0 || stream->tenant->entries <= PAGE_ENTRIES)
        return;
    stream->window.first_due = true;
    check_ask(stream);
}

static void ask_verdict(struct stream *stream)
{
    if (stream->window.pages < 2)
        return;
    stream->window.verdict_due = true;
    check_ask(stream);
}

/* Returns how far back the next page goes: a stride, or all the way where little is left. */
static struct stream_id next_first(const struct stream_window *window)
{
    struct stream_id since = stream_id_at(window->since_ms);
    struct stream_id first = stream_id_at(stream_id_time(window->unasked_end) - window->stride_ms);
    bool last =
        stream_id_compare(first, since) <= 0 || stream_id_compare(first, window->first) <= 0;

    return window->stride_ms == 0 || last ? since : first;
}

static bool ask_page(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct stream_id first = next_first(window);
    char first_text[STREAM_ID_SIZE];
    char last_text[STREAM_ID_SIZE];

    ask_first(stream);
    stream_id_format(first, first_text);
    stream_id_format(window->unasked_end, last_text);
    const struct slice words[] = {SLICE("XREVRANGE"),   stream_key(stream), slice_of(last_text),
                                  slice_of(first_text), SLICE("COUNT"),     PAGE_COUNT};
    if (!redis_ask(stream->source, words, 6, page_element, page_reply, stream))
        return false;
    window->page_first[window->pages_pending++] = first;
    window->unasked_end = stream_id_previous(first);
    window->pages++;
    stream->source->windows.pages_pending++;
    return true;
}

/* The first page, and the one behind a page that was too full, must come before others are asked
 * for.
 */
static bool can_ask(const struct stream *stream)
{
    const struct stream_window *window = &stream->window;
    unsigned ahead = window->stride_ms == 0 || window->overrun ? 1 : PAGES_AHEAD;

    return window->pages_pending < ahead &&
           stream_id_compare(window->unasked_end, stream_id_at(window->since_ms)) >= 0;
}

/* Returns the next watched stream, in turn, that can be asked for a page; NULL when there is none.
 */
static struct stream *next_stream(struct redis_source *source)
{
    struct windows *windows = &source->windows;

    for (size_t i = 0; i < windows->count; i++) {
        struct stream *stream = windows->watched[windows->next % windows->count];
        windows->next = windows->next % windows->count + 1;
        if (!stream->window.loading || stream->interval_pending || !stream->tenant->looked_at)
            continue;
        if (window_known_since(stream) <= stream->window.since_ms) {
            ask_verdict(stream);
            window_done(stream);
        } else if (can_ask(stream)) {
            return stream;
        }
    }
    return NULL;
}

void page_pump(struct redis_source *source)
{
    struct windows *windows = &source->windows;

    while (source->base.status.loading > 0 && windows->pages_pending < PAGES_PENDING_MAX) {
        struct stream *stream = next_stream(source);
        if (stream == NULL || !ask_page(stream))
            return;
    }
}
