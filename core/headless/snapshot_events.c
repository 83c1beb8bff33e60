/* The newest events of a tenant in a snapshot as text. */
#include "config.h"

#include "headless/snapshot_page.h"

#include "judge/event.h"
#include "present/event_words.h"

#define NEWEST_EVENTS 5
#define INDENT 12 /* of what goes on in a further line */

static void append_lasting(struct page *page, const struct event *event)
{
    buffer_string(&page->line, " for ");
    page_length(page, event->end_ms - event->start_ms);
    if (event->ongoing)
        buffer_string(&page->line, " so far");
}

static void append_event(struct page *page, const struct tenant *tenant, const struct event *event)
{
    const struct telling telling = {page->frame->window.end_ms, page->frame->zone};

    if (!event_is_whole(event)) {
        page_name(page, page_dimension_name(tenant, event->dimension), PAGE_NAME_COLUMNS, false);
        buffer_char(&page->line, ' ');
    }
    event_words(&page->line, tenant, event, telling, page->ascii);
    if (event_lasts(event))
        append_lasting(page, event);
}

void page_events(struct page *page, const struct tenant_verdict *verdict)
{
    struct event events[NEWEST_EVENTS];
    size_t total;
    struct past past = {0};
    size_t count = events_collect(&past, verdict->tenant, verdict, page->frame->window, events,
                                  NEWEST_EVENTS, &total);

    past_free(&past);
    if (count == 0)
        return;
    if (total > count)
        page_print(page, "  the newest %zu of %zu events:", count, total);
    else
        page_print(page, "  events, newest first:");
    for (size_t i = 0; i < count; i++) {
        buffer_string(&page->line, "  ");
        page_time(page, events[i].start_ms);
        buffer_string(&page->line, "  ");
        append_event(page, verdict->tenant, &events[i]);
        page_end_words(page, INDENT);
    }
}
