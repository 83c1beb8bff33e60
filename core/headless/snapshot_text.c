/* A snapshot as text, for a ticket: 80 columns, worst first. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/duration.h"
#include "base/text.h"
#include "headless/snapshot_page.h"
#include "judge/event.h"
#include "judge/remark.h"

#include <inttypes.h>

#define TENANT_COLUMNS 40
#define NEWEST_EVENTS 5

static void append_lasting(struct page *page, const struct event *event)
{
    buffer_string(&page->line, " for ");
    page_length(page, event->end_ms - event->start_ms);
    if (event->ongoing)
        buffer_string(&page->line, " so far");
}

static void append_event(struct page *page, const struct tenant *tenant, const struct event *event)
{
    switch (event->kind) {
    case EVENT_CHANGE:
        page_name(page, page_dimension_name(tenant, event->dimension), PAGE_NAME_COLUMNS, false);
        buffer_printf(&page->line, " %s -> %s", severity_word(event->from),
                      severity_word(event->to));
        append_lasting(page, event);
        break;
    case EVENT_SILENCE:
        buffer_string(&page->line, "no report");
        append_lasting(page, event);
        break;
    case EVENT_NOTICE:
        text_safe(&page->line, slice_of(event->notice->text), page->ascii);
        break;
    }
}

static void print_events(struct page *page, const struct tenant *tenant)
{
    struct event events[NEWEST_EVENTS];
    size_t total;
    struct past past = {0};
    size_t count =
        events_collect(&past, tenant, page->frame->window, events, NEWEST_EVENTS, &total);

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
        append_event(page, tenant, &events[i]);
        page_end_line(page);
    }
}

/* Appends how old the newest report is. */
static void append_newest(struct page *page, const struct tenant_verdict *verdict)
{
    if (verdict->newest_ms == INT64_MIN) {
        buffer_string(&page->line, verdict->tenant->failed ? "newest report ?"
                                                           : "no report before the window's end");
        return;
    }
    buffer_string(&page->line, "newest report ");
    page_time(page, verdict->newest_ms);
    buffer_string(&page->line, ", ");
    page_length(page, verdict_age(verdict, page->frame->window.end_ms));
    buffer_string(&page->line, " old");
}

static void append_since(struct page *page, const struct tenant_verdict *verdict)
{
    buffer_printf(&page->line, " since %s", verdict->since.before ? "before " : "");
    page_time(page, verdict->since.time_ms);
    buffer_string(&page->line, " (");
    page_length(page, page->frame->window.end_ms - verdict->since.time_ms);
    buffer_string(&page->line, "), ");
}

static void print_heading(struct page *page, const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;

    page_name(page, (struct slice){tenant->name, tenant->name_size}, TENANT_COLUMNS, false);
    buffer_string(&page->line, ": ");
    for (const char *word = state_word(verdict->state); *word != '\0'; word++)
        buffer_char(&page->line, *word >= 'a' && *word <= 'z' ? (char)(*word - 'a' + 'A') : *word);
    if (verdict->state == STATE_EMPTY)
        buffer_string(&page->line, ", the stream has no entries");
    else if (verdict->since.time_ms != INT64_MIN)
        append_since(page, verdict);
    else
        buffer_string(&page->line, ", ");
    if (verdict->state != STATE_EMPTY)
        append_newest(page, verdict);
    char remark[REMARK_SIZE];
    if (tenant_remark(tenant, page->frame->zone, remark))
        buffer_printf(&page->line, ", %s", remark);
    page_end_line(page);
}

static void print_trouble(struct page *page, const struct tenant *tenant)
{
    if (tenant->failed)
        buffer_string(&page->line, "  the window could not be read: ");
    else if (tenant->skipped > 0)
        buffer_printf(&page->line,
                      "  unreadable entries: %" PRIu64 ", of the newest: ", tenant->skipped);
    else
        return;
    text_safe(&page->line, slice_of(tenant->trouble), page->ascii);
    page_end_line(page);
}

/* What was wrong with reports that could be read all the same. */
static void print_flaws(struct page *page, const struct tenant *tenant)
{
    if (report_flaws_total(&tenant->flaws) == 0)
        return;
    buffer_string(&page->line, "  in its reports: ");
    report_flaws_describe(&tenant->flaws, &page->line);
    page_end_line(page);
}

static void print_tenant(struct page *page, const struct table *table,
                         const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;

    page_end_line(page);
    print_heading(page, verdict);
    print_trouble(page, tenant);
    print_flaws(page, tenant);
    table_print(page, table, verdict);
    print_events(page, tenant);
}

static void print_window(struct page *page)
{
    const struct snapshot_frame *frame = page->frame;
    char start[32];
    char end[32];
    char length[32];

    timestamp_format(frame->window.start_ms, frame->zone, start);
    timestamp_format(frame->window.end_ms, frame->zone, end);
    duration_format(frame->window.end_ms - frame->window.start_ms, length);

    const char *end_zone = timestamp_zone_name(frame->window.end_ms, frame->zone);
    buffer_printf(&page->line, "window  %s", start);
    /* Across a change to or from daylight saving time, the two ends are told in different zones. */
    if (timestamp_zone_offset(frame->window.start_ms, frame->zone) !=
        timestamp_zone_offset(frame->window.end_ms, frame->zone))
        buffer_printf(&page->line, " %s", timestamp_zone_name(frame->window.start_ms, frame->zone));
    page_print(page, " to %s %s, %s", end, end_zone, length);
}

/* Counts the tenants of each state, the most urgent first. */
static void print_totals(struct page *page, const struct listing *tenants)
{
    const struct judgement *judgement = tenants->judgement;
    const char *separator = ": ";

    buffer_printf(&page->line, "tenants %zu", judgement->all.count);
    for (int state = STATE_COUNT - 1; state >= 0; state--) {
        if (judgement->by_state[state] == 0)
            continue;
        buffer_printf(&page->line, "%s%zu %s", separator, judgement->by_state[state],
                      state_word((enum state)state));
        separator = ", ";
    }
    page_end_line(page);
}

static void print_head(struct page *page, const struct listing *tenants)
{
    char now[32];

    timestamp_format(page->frame->generated_ms, page->frame->zone, now);
    buffer_string(&page->line, "source  ");
    text_safe(&page->line, slice_of(page->frame->source), page->ascii);
    page_print(page, ", seen at %s %s", now,
               timestamp_zone_name(page->frame->generated_ms, page->frame->zone));
    print_window(page);
    print_totals(page, tenants);
    if (tenants->count > 0)
        return;
    buffer_string(&page->line, "\nNothing was found: ");
    text_safe(&page->line, slice_of(page->frame->looked_for), page->ascii);
    page_end_line(page);
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct page page = {.out = out, .frame = frame, .ascii = frame->ascii};
    struct table table;

    page.glyphs = frame->ascii ? glyphs_get(GLYPHS_ASCII) : frame->glyphs;
    table_measure(&table, tenants);
    print_head(&page, tenants);
    for (size_t i = 0; i < tenants->count && !ferror(out); i++)
        print_tenant(&page, &table, tenants->rows[i]);
    buffer_free(&page.line);
    return !ferror(out);
}

const struct snapshot_format snapshot_text_format = {
    .format = {"text", FOR_SNAPSHOT},
    .worst_first = true,
    .print = print,
};
