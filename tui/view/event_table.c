#include "config.h"

#include "view/event_table.h"

#include "base/text.h"
#include "present/event_words.h"
#include "present/number.h"
#include "view/event_reading.h"
#include "view/pen.h"
#include "view/table.h"
#include "view/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDE_COLUMNS 160 /* from here on a time has its day */

enum event_column {
    COLUMN_TIME,
    COLUMN_TENANT,
    COLUMN_DIMENSION,
    COLUMN_CHANGE,
    COLUMN_LASTED,
    COLUMN_VALUE,
    COLUMN_FROM_BASE,
    COLUMN_Z,
    COLUMN_SAMPLES,
    COLUMN_SAME,
    COLUMN_REPORT,
    COLUMN_COUNT
};

static bool has_days(const struct view *view)
{
    return view->state->range.length_ms >= MS_PER_DAY;
}

static int time_columns(const struct view *view)
{
    if (view->frame->columns >= WIDE_COLUMNS)
        return 19;
    return has_days(view) ? 12 : 8;
}

static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_TIME] = {"TIME", 8, 8, 0, false, 0, 0},
        [COLUMN_TENANT] = {"TENANT", 12, 28, 3, false, 0, 0},
        [COLUMN_DIMENSION] = {"DIMENSION", 16, 30, 1, false, 0, 0},
        [COLUMN_CHANGE] = {"CHANGE", 20, 22, 2, false, 0, 0},
        [COLUMN_LASTED] = {"LASTED", 11, 13, 4, false, 0, 0},
        [COLUMN_VALUE] = {"VALUE", 5, 7, 5, true, 0, 0},
        [COLUMN_FROM_BASE] = {"FROM BASE", 9, 9, 6, true, 0, 0},
        [COLUMN_Z] = {"Z", 6, 6, 7, true, 0, 0},
        [COLUMN_SAMPLES] = {"N", 5, 5, 8, true, 0, 0},
        [COLUMN_SAME] = {"SAME REPORT", 11, 14, 9, false, 0, 0},
        [COLUMN_REPORT] = {"REPORT", 17, 24, 10, false, 0, 0},
    };
    int width = view->frame->columns;

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    columns[COLUMN_TIME].minimum = time_columns(view);
    columns[COLUMN_TIME].wanted = time_columns(view);
    if (width < 80) { /* whom it happened to matters more than for how long */
        columns[COLUMN_TENANT].rank = 1;
        columns[COLUMN_DIMENSION].rank = 3;
        columns[COLUMN_DIMENSION].minimum = 14;
    }
    if (view->events->tenant != NULL)
        columns[COLUMN_TENANT].minimum = width; /* it stands in the heading */
    table_layout(columns, COLUMN_COUNT, 1, width - 1, width < 100 ? 1 : 2);
}

static void write_time(const struct view *view, int64_t time_ms, char out[static 48])
{
    enum time_zone zone = view->state->choices.zone;
    char whole[32];
    char day[16];

    timestamp_format(time_ms, zone, whole);
    timestamp_format_day(time_ms, zone, day);
    if (view->frame->columns >= WIDE_COLUMNS)
        snprintf(out, 48, "%s", whole);
    else if (has_days(view))
        snprintf(out, 48, "%6s %.5s", day, whole + 11);
    else
        snprintf(out, 48, "%s", whole + 11);
}

static void draw_dimension(struct view *view, int row, const struct column *column,
                           const struct episode *episode, size_t dimensions)
{
    const struct tenant_verdict *verdict = episode->verdict;
    char count[32];

    snprintf(count, sizeof(count), "%zu dimensions", dimensions);
    if (verdict == NULL || event_is_whole(&episode->event))
        table_cell(view->frame, row, column, verdict != NULL ? "(all)" : "", ROLE_MUTED);
    else if (dimensions > 1)
        table_cell(view->frame, row, column, count, ROLE_TEXT);
    else
        write_name(view->frame, row, column->at, column->width,
                   verdict->tenant->dimensions[episode->event.dimension].name, ROLE_TEXT);
}

static void draw_tenant(struct view *view, int row, const struct column *column,
                        const struct tenant_verdict *verdict)
{
    if (column->width > 0 && verdict != NULL)
        frame_text(view->frame, row, column->at, column->width, tenant_title(verdict->tenant),
                   ROLE_TEXT);
    else
        table_cell(view->frame, row, column, "(source)", ROLE_MUTED);
}

/* Returns true when what happened is a sentence, which takes the rest of the line. */
static bool is_sentence(const struct event *event)
{
    return event->kind == EVENT_NOTICE || event->kind == EVENT_NOT_BACK ||
           event->kind == EVENT_METADATA || event->kind == EVENT_AWAY;
}

static void write_lasted(struct view *view, const struct episode *episode, char out[static 64])
{
    const struct event *event = &episode->event;
    char since[SINCE_MOMENT_SIZE];

    out[0] = '\0';
    if (event_lasts(event)) {
        write_event_length(view, event, out);
    } else if (event->kind == EVENT_FLAPPING) {
        since_moment(event->start_ms, false, view_end(view), view->state->choices.zone, since);
        snprintf(out, 64, "since %s", since);
    }
}

static void draw_words(struct view *view, int row, const struct column *columns,
                       const struct episode *episode)
{
    const struct column *change = &columns[COLUMN_CHANGE];
    const struct event *event = &episode->event;
    bool lasting = event->ongoing && role_is_severity(role_of_event(event));
    int width = is_sentence(event) ? view->frame->columns - 1 - change->at : change->width;
    struct buffer words = {0};
    char lasted[64];

    episode_words(&words, episode, view_telling(view), view->glyphs->set == GLYPHS_ASCII);
    frame_text(view->frame, row, change->at, width, (struct slice){buffer_text(&words), words.size},
               role_of_event(event));
    buffer_free(&words);
    if (is_sentence(event))
        return;
    write_lasted(view, episode, lasted);
    table_cell(view->frame, row, &columns[COLUMN_LASTED], lasted,
               lasting ? ROLE_STRONG : ROLE_MUTED);
}

/* A sign where there is room for none takes that of the zero before the point. */
static void write_value(const struct column *column, double value, char out[static NUMBER_SIZE])
{
    number_value(value, out);
    if (strlen(out) > (size_t)column->width && strncmp(out, "-0.", 3) == 0)
        memmove(out + 1, out + 2, strlen(out + 2) + 1);
}

/* What the report said that brought it. */
static void draw_figures(struct view *view, int row, const struct column *columns,
                         const struct episode *episode)
{
    struct event_reading reading;
    char text[STREAM_ID_SIZE + 32];
    char number[NUMBER_SIZE];

    if (event_is_whole(&episode->event))
        return;
    event_reading_find(episode->verdict->tenant, episode->time_ms, &reading);
    const struct sample *sample = &reading.samples[episode->event.dimension];
    if (!reading.found || sample->severity == SEVERITY_ABSENT)
        return;
    write_value(&columns[COLUMN_VALUE], sample->value, number);
    table_cell(view->frame, row, &columns[COLUMN_VALUE], number, ROLE_TEXT);
    number_relative(sample->value, sample->baseline, number);
    table_cell(view->frame, row, &columns[COLUMN_FROM_BASE], number, ROLE_TEXT);
    number_signed(sample->z, number);
    table_cell(view->frame, row, &columns[COLUMN_Z], number, ROLE_MUTED);
    number_count(sample->count != SPAN_COUNT_UNKNOWN ? sample->count : UINT64_MAX, number);
    table_cell(view->frame, row, &columns[COLUMN_SAMPLES], number, ROLE_MUTED);
    snprintf(text, sizeof(text), "%zu of %zu bad", reading.bad, reading.named);
    table_cell(view->frame, row, &columns[COLUMN_SAME], reading.bad > 1 ? text : "", ROLE_MUTED);
    stream_id_format(reading.id, text);
    table_cell(view->frame, row, &columns[COLUMN_REPORT], text, ROLE_MUTED);
}

static void draw_row(struct view *view, int row, const struct column *columns,
                     const struct episode *episode, size_t dimensions)
{
    char time[48];

    write_time(view, episode->time_ms, time);
    table_cell(view->frame, row, &columns[COLUMN_TIME], time, ROLE_TEXT);
    draw_tenant(view, row, &columns[COLUMN_TENANT], episode->verdict);
    draw_dimension(view, row, &columns[COLUMN_DIMENSION], episode, dimensions);
    draw_words(view, row, columns, episode);
    if (!is_sentence(&episode->event) && dimensions == 1)
        draw_figures(view, row, columns, episode);
}

void draw_events_table(struct view *view, int row, size_t rows, size_t top, size_t selected)
{
    const struct event_rows *events = view->events;
    struct column columns[COLUMN_COUNT];

    lay_out(view, columns);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, row, columns, COLUMN_COUNT, COLUMN_TIME, view->glyphs->down);
    for (size_t i = 0; i < rows && top + i < events->count; i++) {
        draw_row(view, row + 1 + (int)i, columns, events->rows[top + i],
                 events->dimensions[top + i]);
        if (top + i == selected)
            frame_select(view->frame, row + 1 + (int)i, 0, view->frame->columns);
    }
}
