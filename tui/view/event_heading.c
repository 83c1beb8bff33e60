/* What the events amount to, what is not among them, and the selected one at length. */
#include "config.h"

#include "base/text.h"
#include "present/event_words.h"
#include "present/number.h"
#include "view/event_alike.h"
#include "view/event_reading.h"
#include "view/event_table.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>

static void add_count(struct pen *pen, size_t count, const char *one, const char *many,
                      const char **parting)
{
    if (count == 0)
        return;
    pen_printf(pen, ROLE_MUTED, "%s%zu %s", *parting, count, count == 1 ? one : many);
    *parting = ", ";
}

static void draw_shown(const struct view *view, struct pen *pen, size_t top, size_t rows)
{
    const struct event_rows *events = view->events;
    size_t last = top + rows < events->count ? top + rows : events->count;
    char text[64] = "";

    if (events->count > rows)
        snprintf(text, sizeof(text), "%zu-%zu of %zu", top + 1, last, events->count);
    else if (events->count > 0)
        snprintf(text, sizeof(text), "all %zu", events->count);
    pen_right(pen, ROLE_MUTED, text, 30);
}

static void draw_choices(const struct view *view, struct pen *pen)
{
    const struct event_choices *choices = &view->state->choices.events;

    if (choices->degraded)
        pen_text(pen, ROLE_BUSY, ", only degraded");
    if (choices->each)
        pen_text(pen, ROLE_BUSY, ", each change");
    if (choices->filter[0] == '\0' || view->state->prompt.rules != NULL)
        return;
    pen_text(pen, ROLE_BUSY, ", filter: ");
    pen_text(pen, ROLE_BUSY, choices->filter);
}

void draw_events_heading(struct view *view, int row, size_t top, size_t rows)
{
    const struct event_rows *events = view->events;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    const char *parting = "";

    draw_shown(view, &pen, top, rows);
    pen_text(&pen, ROLE_STRONG, "EVENTS of ");
    if (events->tenant != NULL)
        pen_slice(&pen, ROLE_STRONG, tenant_title(events->tenant->tenant));
    else
        pen_text(&pen, ROLE_STRONG, "the fleet");
    draw_choices(view, &pen);
    pen_gap(&pen, 2);
    add_count(&pen, events->bad, "incident", "incidents", &parting);
    add_count(&pen, events->lasting, "still bad", "still bad", &parting);
    add_count(&pen, events->flapping, "flapping", "flapping", &parting);
    add_count(&pen, events->changes, "change", "changes", &parting);
}

/* What is still read comes before what is not read at all. */
void draw_events_cover(struct view *view, int row)
{
    const struct event_rows *events = view->events;
    const struct chronicle *chronicle = &events->chronicle;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    size_t all = view->listing->judgement->all.count;
    size_t partly = event_rows_partly(events, view);

    if (!chronicle->complete) {
        view_holds_until(view, view->now_ms);
        pen_printf(&pen, ROLE_BUSY, "looking through %zu tenants", all);
    } else if (chronicle->cut && chronicle->last.time_ms >= view->window.start_ms) {
        pen_printf(&pen, ROLE_MUTED, "more than %d: older ones are left out", CHRONICLE_MAX);
    } else if (events->tenant != NULL && partly > 0) {
        pen_text(&pen, ROLE_MUTED, "not all of this time is loaded");
    } else if (partly > 0) {
        pen_printf(&pen, ROLE_MUTED,
                   "of %zu of %zu tenants by their newest reports alone, as more is not loaded",
                   partly, all);
    }
}

/* "0.619 of 0.784 (-21%), z -6.1, n 66" */
static void append_reading(struct buffer *out, const struct sample *sample)
{
    char value[NUMBER_SIZE];
    char baseline[NUMBER_SIZE];
    char change[NUMBER_SIZE];

    number_value(sample->value, value);
    number_value(sample->baseline, baseline);
    number_relative(sample->value, sample->baseline, change);
    buffer_printf(out, "%s of %s (%s)", value, baseline, change);
    number_signed(sample->z, change);
    buffer_printf(out, ", z %s", change);
    if (sample->count != SPAN_COUNT_UNKNOWN)
        buffer_printf(out, ", n %u", (unsigned)sample->count);
}

static void append_others(struct buffer *out, const struct tenant *tenant,
                          const struct event_reading *reading, size_t dimension)
{
    const char *parting = "; bad in the same report: ";

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        if (i == dimension || reading->samples[i].severity < SEVERITY_WARN)
            continue;
        buffer_printf(out, "%s%s", parting, tenant->dimensions[i].name);
        parting = ", ";
    }
}

/* What its report said, where that is here. */
static void draw_report(struct view *view, int row, int column, const struct episode *episode)
{
    struct pen pen = pen_at(view->frame, row, column, view->frame->columns - 1);
    const struct event *event = &episode->event;
    struct event_reading reading;
    struct buffer text = {0};

    if (event_is_whole(event))
        return;
    event_reading_find(episode->verdict->tenant, episode->time_ms, &reading);
    if (!reading.found || reading.samples[event->dimension].severity == SEVERITY_ABSENT)
        return;
    append_reading(&text, &reading.samples[event->dimension]);
    append_others(&text, episode->verdict->tenant, &reading, event->dimension);
    pen_text(&pen, ROLE_MUTED, buffer_text(&text));
    buffer_free(&text);
}

/* Whom it happened to, whole: names in the table may be cut. */
static void draw_subject(struct pen *pen, const struct episode *episode, size_t dimensions)
{
    if (episode->verdict == NULL)
        return;
    const struct tenant *tenant = episode->verdict->tenant;
    pen_slice(pen, ROLE_STRONG, tenant_title(tenant));
    pen_gap(pen, 1);
    if (event_is_whole(&episode->event))
        return;
    if (dimensions > 1)
        pen_printf(pen, ROLE_STRONG, "%zu dimensions", dimensions);
    else
        pen_text(pen, ROLE_STRONG, tenant->dimensions[episode->event.dimension].name);
    pen_gap(pen, 1);
}

static void draw_dimensions(struct view *view, int row, int column, const struct episode *episode)
{
    struct pen pen = pen_at(view->frame, row, column, view->frame->columns - 1);
    struct buffer names = {0};

    append_alike(&names, &view->events->chronicle, episode);
    pen_text(&pen, ROLE_MUTED, buffer_text(&names));
    buffer_free(&names);
}

static void append_length(struct view *view, struct buffer *out, const struct episode *episode)
{
    char start[32];
    char lasted[24];

    if (event_lasts(&episode->event)) {
        write_event_length(view, &episode->event, lasted);
        buffer_printf(out, ", %s", lasted);
    }
    if (episode->changes < 2)
        return;
    timestamp_format(episode->event.start_ms, view->state->choices.zone, start);
    buffer_printf(out, ", from %s", start + 11);
}

void draw_events_selected(struct view *view, int row, int rows, size_t selected)
{
    const struct episode *episode = view->events->rows[selected];
    size_t dimensions = view->events->dimensions[selected];
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer text = {0};
    char time[32];

    timestamp_format(episode->time_ms, view->state->choices.zone, time);
    pen_text(&pen, ROLE_TEXT, time + 11);
    pen_gap(&pen, 1);
    int indent = pen.at;
    draw_subject(&pen, episode, dimensions);
    episode_words(&text, episode, view_telling(view), view->glyphs->set == GLYPHS_ASCII);
    append_length(view, &text, episode);
    pen_text(&pen, role_of_event(&episode->event), buffer_text(&text));
    buffer_free(&text);
    if (rows > 1 && dimensions > 1)
        draw_dimensions(view, row + 1, indent, episode);
    else if (rows > 1)
        draw_report(view, row + 1, indent, episode);
}
