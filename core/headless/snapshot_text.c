/* A snapshot as text, for a ticket: 80 columns, worst first. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/text.h"
#include "drift/event.h"
#include "headless/judged.h"
#include "present/number.h"
#include "present/sparkline.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_COLUMNS 80
#define MAX_NAME_COLUMNS 28 /* of a dimension: the longest that the producers ship */
#define MAX_TENANT_COLUMNS 40
#define STATE_COLUMNS 8
#define MIN_SPARK_COLUMNS 8
#define NEWEST_EVENTS 5
#define FULL_Z 5.0 /* |z| at which a sparkline is at its full height, as on the screen */

enum column { COLUMN_VALUE, COLUMN_BASELINE, COLUMN_CHANGE, COLUMN_Z, COLUMN_COUNT, COLUMNS };

static const char *const column_titles[COLUMNS] = {"value", "base", "change", "z", "n"};

/* What every part of the page needs. `line` collects what is written at once. */
struct page {
    FILE *out;
    const struct snapshot_frame *frame;
    const struct glyphs *glyphs;
    bool ascii;
    struct buffer line;
    int name_columns;
    int columns[COLUMNS];
    int spark_columns;
};

static void end_line(struct page *page)
{
    buffer_char(&page->line, '\n');
    fwrite(page->line.data, 1, page->line.size, page->out);
    buffer_clear(&page->line);
}

static void print_line(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void print_line(struct page *page, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buffer_vprintf(&page->line, format, args);
    va_end(args);
    end_line(page);
}

static const char *state_word(enum state state)
{
    return state == STATE_NO_DATA ? "no data" : state_name(state);
}

static const char *severity_word(enum severity severity)
{
    if (severity == SEVERITY_ABSENT)
        return "absent";
    return severity == SEVERITY_NO_DATA ? "no data" : severity_name(severity);
}

static void append_character(struct page *page, uint32_t character)
{
    char bytes[4];

    buffer_append(&page->line, bytes, text_encode(character, bytes));
}

/* Appends a moment: the clock alone where it cannot be taken for that of another day. */
static void append_time(struct page *page, int64_t time_ms)
{
    char text[32];

    if (page->frame->window.end_ms - time_ms < MS_PER_DAY)
        timestamp_format_clock(time_ms, page->frame->zone, text);
    else
        timestamp_format(time_ms, page->frame->zone, text);
    buffer_string(&page->line, text);
}

static void append_length(struct page *page, int64_t length_ms)
{
    char text[8];

    duration_format_short(length_ms, text);
    buffer_string(&page->line, text);
}

/* Appends a name that may hold anything, and blanks up to `columns` with `pad`. Of one that is too
 * long and has parts ("ResponseQuality.relevance") the last part is kept: it tells more. */
static void append_name(struct page *page, struct slice name, int columns, bool pad)
{
    int width = text_width(name);
    const char *dot = memrchr(name.data, '.', name.size);

    if (width > columns && dot != NULL) {
        struct slice last = {dot + 1, name.size - (size_t)(dot + 1 - name.data)};
        if (text_width(last) < columns && last.size > 0) {
            append_character(page, page->glyphs->ellipsis);
            text_fit(&page->line, last, pad ? columns - 1 : text_width(last), page->ascii);
            return;
        }
    }
    if (width > columns || pad)
        text_fit(&page->line, name, columns, page->ascii);
    else
        text_safe(&page->line, name, page->ascii);
}

/* The figures of one row as text. */
struct row {
    char figures[COLUMNS][NUMBER_SIZE];
};

static struct row row_of(const struct tenant *tenant, const struct dimension_summary *summary)
{
    struct row row;

    number_value(summary->newest.value, row.figures[COLUMN_VALUE]);
    number_value(summary->newest.baseline, row.figures[COLUMN_BASELINE]);
    number_change(summary->change, row.figures[COLUMN_CHANGE]);
    number_signed(summary->newest.z, row.figures[COLUMN_Z]);
    number_count(judged_sample_count(tenant, summary), row.figures[COLUMN_COUNT]);
    return row;
}

static struct slice dimension_name(const struct tenant *tenant, size_t dimension)
{
    return (struct slice){tenant->dimensions[dimension].name,
                          tenant->dimensions[dimension].name_size};
}

static void widen(int *columns, int needed, int limit)
{
    if (needed > *columns)
        *columns = needed < limit ? needed : limit;
}

static void measure_tenant(struct page *page, const struct judged_tenant *judged)
{
    const struct tenant *tenant = judged->summary.tenant;

    for (size_t i = 0; i < judged->dimension_count; i++) {
        const struct dimension_summary *summary = &judged->dimensions[i];
        struct row row = row_of(tenant, summary);
        widen(&page->name_columns, text_width(dimension_name(tenant, summary->dimension)),
              MAX_NAME_COLUMNS);
        for (int column = 0; column < COLUMNS; column++)
            widen(&page->columns[column], (int)strlen(row.figures[column]), NUMBER_SIZE);
    }
}

/* Makes every column as wide as its widest figure; the sparklines get the rest, and something from
 * the names where that is too little. */
static void measure(struct page *page, const struct judged_fleet *judged)
{
    int rest = PAGE_COLUMNS - (2 + 1 + STATE_COLUMNS + 2);

    page->name_columns = (int)strlen("dimension");
    for (int column = 0; column < COLUMNS; column++)
        page->columns[column] = (int)strlen(column_titles[column]);
    for (size_t i = 0; i < judged->count; i++)
        measure_tenant(page, &judged->tenants[i]);
    for (int column = 0; column < COLUMNS; column++)
        rest -= 1 + page->columns[column];
    if (page->name_columns > rest - MIN_SPARK_COLUMNS)
        page->name_columns = rest - MIN_SPARK_COLUMNS;
    page->spark_columns = rest - page->name_columns;
}

static void append_sparkline(struct page *page, const struct tenant *tenant, size_t dimension)
{
    size_t per_cell = sparkline_buckets_per_cell(page->glyphs);
    struct time_grid grid =
        grid_of(page->frame->window, (size_t)page->spark_columns * per_cell, page->frame->zone);
    size_t cell_count = (grid.count + per_cell - 1) / per_cell;
    struct bucket *buckets = mem_zalloc(grid.count, sizeof(*buckets));
    struct spark_cell *cells = mem_zalloc(cell_count, sizeof(*cells));

    buckets_of_dimension(&tenant->history, dimension, &grid, buckets);
    sparkline(buckets, grid.count, FULL_Z, page->glyphs, cells);
    for (size_t i = 0; i < cell_count; i++)
        append_character(page, cells[i].character);
    free(cells);
    free(buckets);
}

static void print_titles(struct page *page)
{
    buffer_printf(&page->line, "  %-*s %-*s", page->name_columns, "dimension", STATE_COLUMNS,
                  "state");
    for (int column = 0; column < COLUMNS; column++)
        buffer_printf(&page->line, " %*s", page->columns[column], column_titles[column]);
    print_line(page, "  |z|");
}

static void print_row(struct page *page, const struct tenant *tenant,
                      const struct dimension_summary *summary)
{
    struct row row = row_of(tenant, summary);

    buffer_string(&page->line, "  ");
    append_name(page, dimension_name(tenant, summary->dimension), page->name_columns, true);
    buffer_printf(&page->line, " %-*s", STATE_COLUMNS, state_word(summary->state));
    for (int column = 0; column < COLUMNS; column++)
        buffer_printf(&page->line, " %*s", page->columns[column], row.figures[column]);
    buffer_string(&page->line, "  ");
    append_sparkline(page, tenant, summary->dimension);
    while (page->line.size > 0 && page->line.data[page->line.size - 1] == ' ')
        page->line.size--;
    end_line(page);
}

static void append_lasting(struct page *page, const struct event *event)
{
    buffer_string(&page->line, " for ");
    append_length(page, event->end_ms - event->start_ms);
    if (event->ongoing)
        buffer_string(&page->line, " so far");
}

static void append_event(struct page *page, const struct tenant *tenant, const struct event *event)
{
    switch (event->kind) {
    case EVENT_CHANGE:
        append_name(page, dimension_name(tenant, event->dimension), MAX_NAME_COLUMNS, false);
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
    size_t count = events_collect(tenant, page->frame->window, events, NEWEST_EVENTS, &total);

    if (count == 0)
        return;
    if (total > count)
        print_line(page, "  the newest %zu of %zu events:", count, total);
    else
        print_line(page, "  events, newest first:");
    for (size_t i = 0; i < count; i++) {
        buffer_string(&page->line, "  ");
        append_time(page, events[i].start_ms);
        buffer_string(&page->line, "  ");
        append_event(page, tenant, &events[i]);
        end_line(page);
    }
}

/* Appends how old the newest report is. */
static void append_newest(struct page *page, const struct tenant_summary *summary)
{
    if (summary->newest_ms == INT64_MIN) {
        buffer_string(&page->line, "no report before the window's end");
        return;
    }
    buffer_string(&page->line, "newest report ");
    append_time(page, summary->newest_ms);
    buffer_string(&page->line, ", ");
    append_length(page, summary->age_ms);
    buffer_string(&page->line, " old");
}

static void append_since(struct page *page, const struct tenant_summary *summary)
{
    buffer_printf(&page->line, " since %s", summary->since_before ? "before " : "");
    append_time(page, summary->since_ms);
    buffer_string(&page->line, " (");
    append_length(page, page->frame->window.end_ms - summary->since_ms);
    buffer_string(&page->line, "), ");
}

static void print_heading(struct page *page, const struct tenant_summary *summary)
{
    const struct tenant *tenant = summary->tenant;

    append_name(page, slice_of(tenant->name), MAX_TENANT_COLUMNS, false);
    buffer_string(&page->line, ": ");
    for (const char *word = state_word(summary->state); *word != '\0'; word++)
        buffer_char(&page->line, *word >= 'a' && *word <= 'z' ? (char)(*word - 'a' + 'A') : *word);
    if (summary->state == STATE_EMPTY)
        buffer_string(&page->line, ", the stream has no entries");
    else if (summary->since_ms != INT64_MIN)
        append_since(page, summary);
    else
        buffer_string(&page->line, ", ");
    if (summary->state != STATE_EMPTY)
        append_newest(page, summary);
    end_line(page);
}

static void print_trouble(struct page *page, const struct tenant *tenant)
{
    if (tenant->load == LOAD_FAILED)
        buffer_string(&page->line, "  the window could not be read: ");
    else if (tenant->skipped > 0)
        buffer_printf(&page->line,
                      "  unreadable entries: %" PRIu64 ", of the newest: ", tenant->skipped);
    else
        return;
    text_safe(&page->line, slice_of(tenant->trouble), page->ascii);
    end_line(page);
}

static void print_tenant(struct page *page, const struct judged_tenant *judged)
{
    const struct tenant *tenant = judged->summary.tenant;

    end_line(page);
    print_heading(page, &judged->summary);
    print_trouble(page, tenant);
    if (judged->dimension_count == 0)
        return;
    print_titles(page);
    for (size_t i = 0; i < judged->dimension_count; i++)
        print_row(page, tenant, &judged->dimensions[i]);
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
    print_line(page, "window  %s to %s %s, %s", start, end,
               timestamp_zone_name(frame->window.end_ms, frame->zone), length);
}

/* Counts the tenants of each state, the most urgent first. */
static void print_totals(struct page *page, const struct judged_fleet *judged)
{
    size_t by_state[STATE_COUNT] = {0};
    const char *separator = ": ";

    for (size_t i = 0; i < judged->count; i++)
        by_state[judged->tenants[i].summary.state]++;
    buffer_printf(&page->line, "tenants %zu", judged->count);
    for (int state = STATE_COUNT - 1; state >= 0; state--) {
        if (by_state[state] == 0)
            continue;
        buffer_printf(&page->line, "%s%zu %s", separator, by_state[state],
                      state_word((enum state)state));
        separator = ", ";
    }
    end_line(page);
}

static void print_head(struct page *page, const struct judged_fleet *judged)
{
    char now[32];

    timestamp_format(page->frame->generated_ms, page->frame->zone, now);
    buffer_string(&page->line, "source  ");
    text_safe(&page->line, slice_of(page->frame->source), page->ascii);
    print_line(page, ", seen at %s %s", now,
               timestamp_zone_name(page->frame->generated_ms, page->frame->zone));
    print_window(page);
    print_totals(page, judged);
    if (judged->count > 0)
        return;
    buffer_string(&page->line, "\nNothing was found: ");
    text_safe(&page->line, slice_of(page->frame->looked_for), page->ascii);
    end_line(page);
}

bool snapshot_text(FILE *out, const struct fleet *fleet, const struct snapshot_frame *frame,
                   const struct glyphs *glyphs, bool ascii)
{
    struct page page = {.out = out, .frame = frame, .ascii = ascii};
    struct judged_fleet judged;

    page.glyphs = ascii ? glyphs_get(GLYPHS_ASCII) : glyphs;
    judge_fleet(fleet, frame->window, JUDGED_WORST_FIRST, &judged);
    measure(&page, &judged);
    print_head(&page, &judged);
    for (size_t i = 0; i < judged.count && !ferror(out); i++)
        print_tenant(&page, &judged.tenants[i]);
    judged_free(&judged);
    buffer_free(&page.line);
    return !ferror(out);
}
