/* The block about memory, in aligned columns. */
#include "config.h"

#include "headless/doctor_page.h"

#include "base/integer.h"
#include "base/text.h"
#include "doctor/figure.h"
#include "present/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define NAME_MIN 16

enum { MEMORY, ENTRIES, HOURS, CAP, FIGURES };

/* Those beside a name; the least wide page that has room for them. */
static const struct {
    int columns;
    int least;
} figures_at[FIGURES] = {
    [MEMORY] = {11, 0},
    [ENTRIES] = {12, 64},
    [HOURS] = {9, 0},
    [CAP] = {14, 52},
};

/* "12.5", "310"; "-" where it is not known. */
static void format_hours(double hours, char out[static NUMBER_SIZE])
{
    if (isfinite(hours))
        snprintf(out, NUMBER_SIZE, "%.*f", hours < 100 ? 1 : 0, hours);
    else
        snprintf(out, NUMBER_SIZE, "-");
}

static void format_cap(uint64_t cap, char out[static INTEGER_GROUPED_SIZE])
{
    if (cap > 0)
        integer_group(cap, out);
    else
        snprintf(out, INTEGER_GROUPED_SIZE, "-");
}

/* Ends a line of the block that is not of the table. */
static void append_line(struct doctor_page *page, struct buffer *text)
{
    buffer_string(page->out, "  ");
    doctor_page_wrap(page, 2, 2, (struct slice){buffer_text(text), text->size});
    buffer_char(page->out, '\n');
    buffer_clear(text);
}

/* "used 812 MiB of 1.0 GiB (79 %), of which streams take 640 MiB (63 %; …)". */
static void append_use(struct doctor_page *page, const struct doctor_report *report)
{
    const struct memory_figures *memory = &report->memory;
    struct buffer text = {0};
    char bytes[NUMBER_SIZE];

    number_bytes(memory->used, bytes);
    buffer_printf(&text, "used %s", bytes);
    number_bytes(memory->limit, bytes);
    if (memory->limit > 0)
        buffer_printf(&text, " of %s (%.0f %%)", bytes,
                      100 * (double)memory->used / (double)memory->limit);
    else
        buffer_string(&text, " without a limit (maxmemory 0)");
    number_bytes(memory->streams, bytes);
    buffer_printf(&text, ", streams %s%s", memory->bounded ? "at most " : "", bytes);
    if (isfinite(memory->share))
        buffer_printf(&text, " (%.0f %%, the line is %" PRIu64 " %%)", 100 * memory->share,
                      report->settings->stream_memory);
    if (memory->unknown > 0)
        buffer_printf(&text, ", not known of %zu", memory->unknown);
    append_line(page, &text);
    buffer_free(&text);
}

static void append_horizon(struct doctor_page *page, const struct memory_figures *memory)
{
    struct buffer text = {0};
    char hours[FIGURE_SIZE];

    figure_hours(memory->hours_until_full, hours);
    if (isfinite(memory->hours_until_full))
        buffer_printf(&text, "full in %s at the rate that was seen", hours);
    else if (isinf(memory->hours_until_full))
        buffer_string(&text, "not filling up, by what was seen");
    figure_hours(memory->history_hours, hours);
    if (isfinite(memory->history_hours))
        buffer_printf(&text, "%strimmed streams hold %s or more", text.size > 0 ? "; " : "", hours);
    if (text.size > 0)
        append_line(page, &text);
    buffer_free(&text);
}

static void append_cap(struct doctor_page *page, const struct doctor_report *report)
{
    struct buffer text = {0};
    char cap[INTEGER_GROUPED_SIZE];

    if (report->cap == 0)
        return;
    integer_group(report->cap, cap);
    buffer_printf(&text, "%" PRIu64 " h of every stream need a cap of %s entries",
                  report->settings->hours, cap);
    buffer_printf(&text, " (DRIFT_RETENTION_CAP=%" PRIu64 ")", report->cap);
    append_line(page, &text);
    buffer_free(&text);
}

static bool has_room(const struct doctor_page *page, int figure)
{
    return page->columns >= figures_at[figure].least;
}

static void append_figures(struct doctor_page *page, const char *const texts[static FIGURES])
{
    for (int i = 0; i < FIGURES; i++) {
        if (has_room(page, i))
            buffer_printf(page->out, "%*s", figures_at[i].columns, texts[i]);
    }
}

static int name_columns(const struct doctor_page *page, const struct memory_figures *memory)
{
    int longest = (int)strlen("largest streams");

    for (size_t i = 0; i < memory->largest_count; i++) {
        int width = text_width(memory->largest[i].stream->key);
        longest = width > longest ? width : longest;
    }
    int room = page->columns - 2;
    for (int i = 0; i < FIGURES; i++)
        room -= has_room(page, i) ? figures_at[i].columns : 0;
    room = room < NAME_MIN ? NAME_MIN : room;
    return longest < room ? longest : room;
}

static void append_stream(struct doctor_page *page, const struct stream_figures *figures,
                          int columns)
{
    const struct examined_stream *stream = figures->stream;
    struct buffer name = {0};
    struct doctor_page spelled = {.out = &name};
    char bytes[NUMBER_SIZE];
    char entries[INTEGER_GROUPED_SIZE];
    char hours[NUMBER_SIZE];
    char cap[INTEGER_GROUPED_SIZE];

    doctor_page_spell(&spelled, stream->key);
    number_bytes(stream->bytes > 0 ? (uint64_t)stream->bytes : 0, bytes);
    integer_group(stream->facts.length, entries);
    format_hours(figures->history_hours, hours);
    format_cap(figures->cap, cap);
    buffer_string(page->out, "  ");
    text_fit(page->out, (struct slice){buffer_text(&name), name.size}, columns, false);
    append_figures(page, (const char *const[]){bytes, entries, hours, cap});
    buffer_char(page->out, '\n');
    buffer_free(&name);
}

static void append_largest(struct doctor_page *page, const struct doctor_report *report)
{
    const struct memory_figures *memory = &report->memory;
    int columns = name_columns(page, memory);
    char heading[INTEGER_GROUPED_SIZE];

    if (memory->largest_count == 0)
        return;
    snprintf(heading, sizeof(heading), "cap for %" PRIu64 "h", report->settings->hours);
    doctor_page_tone(page, TONE_DIM);
    buffer_printf(page->out, "  %-*s", columns, "largest streams");
    append_figures(page, (const char *const[]){"memory", "entries", "hours", heading});
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
    for (size_t i = 0; i < memory->largest_count; i++)
        append_stream(page, &memory->largest[i], columns);
}

void doctor_page_memory(struct doctor_page *page, const struct doctor_report *report)
{
    if (report->memory.used == 0)
        return; /* the servers did not tell */
    buffer_char(page->out, '\n');
    doctor_page_tone(page, TONE_STRONG);
    buffer_string(page->out, "memory");
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
    append_use(page, report);
    append_horizon(page, &report->memory);
    append_cap(page, report);
    append_largest(page, report);
}
