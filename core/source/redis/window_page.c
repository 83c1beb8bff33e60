#include "config.h"

#include "source/redis/window_page.h"

#define PAGE_COUNT SLICE("500")

static bool page_entry(void *context, struct stream_id id)
{
    struct stream *stream = context;

    return pages_entry(&stream->window.pages, id);
}

/* From the first entry on, history is counted anew: the newest report was counted without one. */
static void join(struct stream *stream)
{
    tenant_clear_history(stream->tenant);
    history_open(&stream->tenant->history, HISTORY_LIVE)->loading = true;
    stream->window.joined = true;
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    if (!stream->window.joined)
        join(stream);
    stream->streams->status->reports_loaded++;
    stream_jump(stream, report->id);
    stream_take(stream, report, unreadable, true);
    stream->window.unread_end = stream_id_previous(report->id);
}

/* What a full page left out begins in front of its last entry. */
static void take_page(struct stream *stream, const struct page *page)
{
    struct stream_window *window = &stream->window;

    window->joined = true;
    if (pages_learn(&window->pages, page))
        window->unasked_end = window->unread_end;
    else
        window->unread_end = stream_id_previous(page->bound);
    stream_touch(stream);
}

static void page_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct stream_window *window = &stream->window;
    struct page page = pages_arrived(&window->pages);
    struct slice reason;

    stream->streams->under_way[ASK_PAGES]--;
    stream_ask(stream, ASK_PAGES);
    bool refused = reply != NULL && requests_refused(reply, &reason);
    if (!page.is_void && reply != NULL && !refused) {
        take_page(stream, &page);
    } else if (!page.is_void) {
        pages_void(&window->pages);
        window->unasked_end = window->unread_end;
    }
    if (refused)
        stream_refuse(stream, reason);
}

/* Returns how far back the next page goes: a stride, or all the way where little is left. */
static struct stream_id next_first(const struct stream_window *window)
{
    struct stream_id since = stream_id_at(window->since_ms);
    struct stream_id first =
        stream_id_at(stream_id_time(window->unasked_end) - window->pages.stride_ms);
    bool last =
        stream_id_compare(first, since) <= 0 || stream_id_compare(first, window->first) <= 0;

    return window->pages.stride_ms == 0 || last ? since : first;
}

bool window_page_can_ask(const struct stream *stream)
{
    const struct stream_window *window = &stream->window;

    return pages_may_ask(&window->pages) &&
           stream_id_compare(window->unasked_end, stream_id_at(window->since_ms)) >= 0;
}

bool window_page_ask(struct stream *stream)
{
    static const struct entry_events events = {.wanted = page_entry, .read = page_read};
    struct stream_window *window = &stream->window;
    struct stream_id first = next_first(window);
    char first_text[STREAM_ID_SIZE];
    char last_text[STREAM_ID_SIZE];

    stream_id_format(first, first_text);
    stream_id_format(window->unasked_end, last_text);
    const struct slice words[] = {SLICE("XREVRANGE"),   stream_key(stream), slice_of(last_text),
                                  slice_of(first_text), SLICE("COUNT"),     PAGE_COUNT};
    if (!requests_send(&stream->streams->requests,
                       &(struct request){.words = words,
                                         .count = 6,
                                         .entries = &events,
                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                         .on_reply = page_reply,
                                         .context = stream}))
        return false;
    pages_asked(&window->pages, first, WINDOW_PAGE_ENTRIES);
    window->unasked_end = stream_id_previous(first);
    window->pages_asked++;
    stream->streams->under_way[ASK_PAGES]++;
    return true;
}
