/* What a snapshot as text says before its tenants. */
#include "config.h"

#include "headless/snapshot_page.h"

#include "base/duration.h"
#include "present/fleet_words.h"

#include <string.h>

#define INDENT 8 /* of what goes on in a further line */

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

static void print_totals(struct page *page, const struct judgement *judgement)
{
    buffer_printf(&page->line, "tenants %zu", fleet_total(judgement));
    if (fleet_total(judgement) > judgement->forgotten)
        buffer_string(&page->line, ": ");
    fleet_counts_describe(judgement, &page->line);
    page_end_words(page, INDENT);
}

static void print_notes(struct page *page)
{
    for (size_t i = 0; i < page->frame->notes->count; i++) {
        const struct note *note = &page->frame->notes->list[i];
        /* The line of the source says so. */
        if (strcmp(note->id, source_note_id(NOTE_RECORDING)) == 0)
            continue;
        buffer_string(&page->line, "note    ");
        page_text(page, (struct slice){note->text.data, note->text.size});
        page_end_words(page, INDENT);
    }
}

static void print_source(struct page *page)
{
    const struct snapshot_frame *frame = page->frame;
    char now[32];

    timestamp_format(frame->generated_ms, frame->zone, now);
    buffer_string(&page->line, "source  ");
    page_text(page, slice_of(frame->source));
    page_print(page, ", %s %s %s", frame->recorded ? "recorded until" : "seen at", now,
               timestamp_zone_name(frame->generated_ms, frame->zone));
}

void page_head(struct page *page, const struct listing *tenants)
{
    print_source(page);
    print_window(page);
    print_totals(page, tenants->judgement);
    if (tenants->count == 0) {
        buffer_string(&page->line, "\nNothing was found: ");
        page_text(page, slice_of(page->frame->looked_for));
        page_end_line(page);
    }
    print_notes(page);
}
