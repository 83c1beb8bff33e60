#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "judge/event.h"
#include "present/event_words.h"
#include "present/number.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_WIDTH 20 /* "degraded > degraded", and a blank */
#define DIMENSION_EVENTS                                                                           \
    1024                /* of the tenant, among which those of one dimension are looked for        \
                         */
#define LENGTH_WIDTH 13 /* " 59m so far", and two */

/* Writes when something began: the time of day, with the day where that could be today's as well as
 * yesterday's. */
static void write_start(const struct view *view, int64_t time_ms, char *out, size_t size)
{
    char minute[16];
    char day[16];

    timestamp_format_minute(time_ms, view->state->choices.zone, minute);
    timestamp_format_day(time_ms, view->state->choices.zone, day);
    if (view->state->range.length_ms < MS_PER_DAY)
        snprintf(out, size, "%s", minute);
    else
        snprintf(out, size, "%s %s", day, minute);
}

/* How long it lasted, or has lasted so far. */
static void draw_length(struct view *view, struct pen *pen, const struct event *event)
{
    int end = pen->at + LENGTH_WIDTH;
    char length[24];

    write_event_length(view, event, length);
    bool bad = event->kind == EVENT_SILENCE || event->kind == EVENT_GONE ||
               event->to.severity >= SEVERITY_WARN;
    pen_gap(pen, (int)(strcspn(length, " ") < 4 ? 4 - strcspn(length, " ") : 0));
    pen_text(pen, event->ongoing && bad ? ROLE_STRONG : ROLE_MUTED, length);
    pen->at = end;
}

/* What happened, then how long it lasted, in a column of its own where there is room. */
static void draw_words(struct view *view, struct pen *pen, const struct event *event)
{
    int end = pen->at + WORDS_WIDTH;
    const struct telling telling = {view->window.end_ms, view->state->choices.zone};
    struct buffer words = {0};

    event_words(&words, view->tenant, event, telling, view->glyphs->set == GLYPHS_ASCII);
    pen_text(pen, role_of_event(event), buffer_text(&words));
    buffer_free(&words);
    if (!event_lasts(event))
        return;
    pen->at = pen->at < end ? end : pen->at + 1;
    draw_length(view, pen, event);
    if (isnan(event->z))
        return;
    char z[NUMBER_SIZE];
    number_signed(event->z, z);
    pen_printf(pen, ROLE_MUTED, "z %s", z);
}

/* On the page of a dimension its name says nothing. */
static void draw_event(struct view *view, int row, const struct event *event, bool named)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    int middle = panel_names_end(view);
    char start[40];

    write_start(view, event->start_ms, start, sizeof(start));
    pen_text(&pen, ROLE_TEXT, start);
    pen_gap(&pen, 2);
    if (named && !event_is_whole(event)) {
        write_name(view->frame, row, pen.at, middle - pen.at - 1,
                   view->tenant->dimensions[event->dimension].name, ROLE_TEXT);
        pen.at = middle;
    }
    draw_words(view, &pen, event);
}

/* Keeps the events of one dimension, with what concerns the whole tenant. Returns how many. */
static size_t keep_dimension(struct event *events, size_t count, size_t dimension)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (event_is_whole(&events[i]) || events[i].dimension == dimension)
            events[kept++] = events[i];
    }
    return kept;
}

/* Collects the newest events of the window: of one dimension, or with DIMENSION_NONE of all. What
 * is not back stands in the verdict, which is as of the moment and not of an earlier time. */
static size_t collect(const struct view *view, size_t dimension, struct event *events,
                      size_t capacity, size_t *total)
{
    const struct tenant_verdict *verdict = judgement_find(
        view->listing->judgement, (struct slice){view->tenant->name, view->tenant->name_size});
    size_t count =
        events_collect(view->past, view->tenant, view->state->range.back ? NULL : verdict,
                       view->window, events, capacity, total);

    if (dimension == DIMENSION_NONE)
        return count;
    bool all = *total == count;
    count = keep_dimension(events, count, dimension);
    *total = all ? count : *total;
    return count;
}

static void draw_list(struct view *view, int row, int rows, size_t dimension, size_t capacity)
{
    struct event *events = mem_zalloc(capacity + 1, sizeof(*events));
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    size_t total = 0;
    size_t count = collect(view, dimension, events, capacity, &total);
    size_t shown = count < (size_t)rows ? count : (size_t)rows;

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "EVENTS");
    if (total > shown)
        pen_printf(&pen, ROLE_COLUMN, "  newest %zu of %zu", shown, total);
    for (size_t i = 0; i < shown; i++)
        draw_event(view, row + 1 + (int)i, &events[i], dimension == DIMENSION_NONE);
    if (total == 0 && rows > 0 && view_known_since(view, view->tenant) <= view->window.start_ms) {
        pen = pen_at(view->frame, row + 1, 1, view->frame->columns - 1);
        pen_text(&pen, ROLE_MUTED, "Nothing changed in this window.");
    }
    free(events);
}

void draw_events(struct view *view, int row, int rows)
{
    draw_list(view, row, rows, DIMENSION_NONE, rows > 0 ? (size_t)rows : 0);
}

int dimension_events_rows(const struct view *view, size_t dimension)
{
    struct event *events = mem_zalloc(DIMENSION_EVENTS, sizeof(*events));
    size_t total;
    size_t count = collect(view, dimension, events, DIMENSION_EVENTS, &total);

    free(events);
    return 1 + (count > 0 ? (int)count : 1);
}

void draw_dimension_events(struct view *view, int row, int rows, size_t dimension)
{
    draw_list(view, row, rows, dimension, DIMENSION_EVENTS);
}
