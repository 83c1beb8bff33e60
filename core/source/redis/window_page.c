#include "config.h"

#include "source/redis/window_page.h"

#define PAGE_COUNT SLICE("500")

static bool page_entry(void *context, struct stream_id id)
{
    struct stream *stream = context;

    return pages_entry(&stream->window.load->pages, id);
}

/* From the first entry on, history is counted anew: the newest report was counted without one. */
static void count_anew(struct stream *stream)
{
    struct tenant *tenant = stream->tenant;

    if (tenant->history.count > 1 || history_rows(&tenant->history) > 0)
        return;
    tenant_clear_history(tenant);
    history_open(&tenant->history, stream->window.load->range.end_ms)->loading = true;
}

static void ask_on(struct stream_window *window)
{
    pages_void(&window->load->pages);
    window->load->unasked_end = window->load->unread_end;
}

static void page_read(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    struct stream_window *window = &stream->window;

    if (!pages_follow(&window->load->pages))
        return;
    if (window->load->page_is_first)
        count_anew(stream);
    window->load->page_is_first = false;
    if (window->load->range.end_ms == HISTORY_LIVE)
        window->joined = true;
    stream->streams->status->reports_loaded++;
    stream->streams->status->advances++;
    if (stream_id_compare(report->id, stream->cursor) > 0)
        stream_ask(stream, ASK_RECENT); /* it was empty when it was met */
    stream_jump(stream, report->id);
    stream_take_into(stream, window->load->range.end_ms, report, unreadable);
    window->load->unread_end = stream_id_previous(report->id);
}

/* Returns the first moment from which on everything behind an unread end was read. */
static int64_t known_from(struct stream_id unread_end)
{
    int64_t end_ms = stream_id_time(unread_end);

    if (stream_id_compare(unread_end, STREAM_ID_MIN) == 0)
        return INT64_MIN;
    return end_ms == INT64_MAX ? end_ms : end_ms + 1;
}

/* Returns the end of what lies in front of a span: its oldest row may be in the middle of a
 * millisecond. */
static struct stream_id end_before(const struct span *span)
{
    struct stream_id end = stream_id_previous(stream_id_at(span->known.start_ms));

    if (span->rows == 0)
        return end;
    struct stream_id oldest = stream_id_previous(span_id(span, 0));
    return known_from(oldest) == span->known.start_ms ? oldest : end;
}

/* What a full page left out begins in front of its last entry. Where the load has come to another
 * span, it goes on in front of that. */
static void take_page(struct stream *stream, const struct page *page)
{
    struct stream_window *window = &stream->window;
    struct history *history = &stream->tenant->history;

    if (window->load->range.end_ms == HISTORY_LIVE)
        window->joined = true;
    if (pages_learn(&window->load->pages, page))
        window->load->unasked_end = window->load->unread_end;
    else
        window->load->unread_end = stream_id_previous(page->bound);
    stream->streams->status->advances++;
    history_reach(history, window->load->range.end_ms, known_from(window->load->unread_end));
    struct stream_id end = end_before(history_find(history, window->load->range.end_ms));
    if (stream_id_compare(end, window->load->unread_end) < 0 &&
        history_known_since(history, window->load->range.end_ms) <
            known_from(window->load->unread_end)) {
        window->load->unread_end = end;
        ask_on(window);
    }
    stream_touch(stream);
}

static void page_reply(void *context, const struct reply *reply)
{
    struct stream *stream = context;
    struct stream_window *window = &stream->window;
    struct page page = pages_arrived(&window->load->pages);
    struct slice reason;

    stream->streams->under_way[ASK_PAGES]--;
    stream_ask(stream, ASK_PAGES);
    bool refused = reply != NULL && requests_refused(reply, &reason);
    if (!page.is_void && reply != NULL && !refused) {
        take_page(stream, &page);
    } else if (!page.is_void) {
        ask_on(window);
    }
    if (refused)
        stream_refuse(stream, reason);
}

/* Returns how far back the next page goes: a stride, or all the way where little is left. */
static struct stream_id next_first(const struct stream_window *window)
{
    struct stream_id since = stream_id_at(window->load->range.start_ms);
    struct stream_id first =
        stream_id_at(stream_id_time(window->load->unasked_end) - window->load->pages.stride_ms);
    bool last =
        stream_id_compare(first, since) <= 0 || stream_id_compare(first, window->load->first) <= 0;

    return window->load->pages.stride_ms == 0 || last ? since : first;
}

/* Returns where a live span is read from, back: from the cursor, since what is newer comes with
 * reading on, and is known from here on. */
static struct stream_id begin_live(struct stream *stream)
{
    if (stream_id_compare(stream->cursor, STREAM_ID_MIN) == 0)
        return stream->streams->last;
    stream->window.joined = true;
    history_reach(&stream->tenant->history, HISTORY_LIVE, known_from(stream->cursor));
    return stream->cursor;
}

void window_page_begin(struct stream *stream)
{
    struct stream_window *window = &stream->window;
    struct history *history = &stream->tenant->history;
    const struct span *span = history_open(history, window->load->range.end_ms);
    bool is_new = span->known.start_ms == HISTORY_LIVE;

    window->load->unread_end = is_new ? begin_live(stream) : end_before(span);
    window->load->unasked_end = window->load->unread_end;
    window->load->pages.stride_ms = 0;
    window->load->pages.overrun = false;
    window->load->page_is_first = true;
    history_find(history, window->load->range.end_ms)->loading = true;
}

bool window_page_can_ask(const struct stream *stream)
{
    const struct stream_window *window = &stream->window;

    return pages_may_ask(&window->load->pages) &&
           stream_id_compare(window->load->unasked_end,
                             stream_id_at(window->load->range.start_ms)) >= 0;
}

bool window_page_ask(struct stream *stream)
{
    static const struct entry_events events = {.wanted = page_entry, .read = page_read};
    struct stream_window *window = &stream->window;
    struct stream_id first = next_first(window);
    char first_text[STREAM_ID_SIZE];
    char last_text[STREAM_ID_SIZE];

    stream_id_format(first, first_text);
    stream_id_format(window->load->unasked_end, last_text);
    const struct slice words[] = {SLICE("XREVRANGE"),   stream_key(stream), slice_of(last_text),
                                  slice_of(first_text), SLICE("COUNT"),     PAGE_COUNT};
    if (!requests_send(&stream->streams->requests,
                       &(struct request){.words = words,
                                         .count = 6,
                                         .entries = &events,
                                         .entries_depth = ENTRY_DEPTH_RANGE,
                                         .on_reply = page_reply,
                                         .stream = stream,
                                         .context = stream}))
        return false;
    pages_asked(&window->load->pages, first, WINDOW_PAGE_ENTRIES);
    window->load->unasked_end = stream_id_previous(first);
    window->load->pages_asked++;
    stream->streams->under_way[ASK_PAGES]++;
    return true;
}
