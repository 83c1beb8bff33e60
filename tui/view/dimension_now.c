#include "config.h"

#include "view/dimension_now.h"

#include "base/text.h"
#include "judge/newest.h"
#include "present/number.h"
#include "present/verdict_words.h"
#include "view/words.h"

#include <math.h>
#include <stdio.h>

#define NAME_ROOM 24 /* that is kept for the names */

/* Writes which it is of how many, and which way is worse. */
static void draw_place(struct view *view, struct pen *pen)
{
    const struct dimension *dimension = &view->tenant->dimensions[view->portrait->column];
    const char *direction = direction_name(dimension_direction(view->directions, dimension));
    char text[64] = "";

    for (size_t i = 0; i < view->ranking->count; i++) {
        if (view->ranking->rows[i].verdict == view->portrait->verdict)
            snprintf(text, sizeof(text), "%zu of %zu", places_find(view->dimensions, i) + 1,
                     view->ranking->count);
    }
    pen_right(pen, ROLE_MUTED, text, NAME_ROOM);
    if (direction[0] == '\0')
        return;
    snprintf(text, sizeof(text), "%s is worse", direction);
    pen_right(pen, ROLE_MUTED, text, NAME_ROOM + 20);
}

/* Returns whether its tenant says nothing any more: the newest value is an old one. */
static bool is_silent(const struct view *view)
{
    size_t row = listing_find(view->listing, view->tenant->name);

    return row < view->listing->count && view->listing->rows[row]->silent;
}

void draw_dimension_heading(struct view *view, int row)
{
    const struct dimension_verdict *verdict = view->portrait->verdict;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    char since[12] = "";
    char state[64] = "";

    draw_place(view, &pen);
    if (verdict != NULL) {
        write_since(view, dimension_row_since(verdict), since);
        snprintf(state, sizeof(state), "%s%s%s%s", dimension_word(verdict),
                 since[0] != '\0' ? " " : "", since, is_silent(view) ? ", silent" : "");
    }
    struct pen names = pen;
    names.end -= text_width(slice_of(state)) + 2;
    struct slice title = tenant_title(view->tenant);
    int room = names.end - names.at;
    struct pen tenant = pen_at(view->frame, row, names.at, names.at + room / 2);
    pen_slice(&tenant, ROLE_TEXT, title);
    tenant.end = names.end;
    pen_text(&tenant, ROLE_MUTED, " > ");
    const char *name = view->tenant->dimensions[view->portrait->column].name;
    write_name(view->frame, row, tenant.at, names.end - tenant.at, name, ROLE_STRONG);
    int width = text_width(slice_of(name));
    pen.at = tenant.at + (width < names.end - tenant.at ? width : names.end - tenant.at) + 2;
    if (verdict != NULL)
        pen_text(&pen, role_of_state(verdict->state), state);
}

/* Value and baseline, how far they are apart, and by how many samples. */
static void write_figures(const struct view *view, const struct dimension_verdict *verdict,
                          struct buffer *out)
{
    const struct sample *newest = &verdict->newest;
    char value[NUMBER_SIZE];
    char baseline[NUMBER_SIZE];
    char change[NUMBER_SIZE];
    char relative[NUMBER_SIZE];
    char z[NUMBER_SIZE];
    char count[NUMBER_SIZE];

    number_value(newest->value, value);
    number_value(newest->baseline, baseline);
    number_change(dimension_change(verdict), change);
    number_relative(newest->value, newest->baseline, relative);
    number_signed(newest->z, z);
    number_count(dimension_sample_count(view->tenant, verdict), count);
    buffer_printf(out, "%s of %s  %s (%s)  z %s  n %s", value, baseline, change, relative, z,
                  count);
}

void draw_dimension_figures(struct view *view, int row)
{
    const struct dimension_verdict *verdict = view->portrait->verdict;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer text = {0};

    if (verdict == NULL) {
        pen_text(&pen, ROLE_MUTED, "No report names it as of this moment.");
        return;
    }
    write_figures(view, verdict, &text);
    pen_text(&pen, verdict->state == STATE_OK ? ROLE_TEXT : role_of_state(verdict->state),
             buffer_text(&text));
    text.size = 0;
    dimension_describe(view->tenant, verdict, view_telling(view), &text);
    pen_gap(&pen, 2);
    if (text.size > 0)
        pen_text(&pen, ROLE_MUTED, buffer_text(&text));
    buffer_free(&text);
}

/* With the mean where there is room for it. */
static void write_summary(const struct trace_summary *summary, bool with_mean, struct buffer *out)
{
    char mean[NUMBER_SIZE];
    char low[NUMBER_SIZE];
    char high[NUMBER_SIZE];

    if (summary->count == 0) {
        buffer_string(out, "no value");
        return;
    }
    number_value(summary->mean, mean);
    number_value(summary->min, low);
    number_value(summary->max, high);
    if (with_mean)
        buffer_printf(out, "%s (%s .. %s)", mean, low, high);
    else
        buffer_printf(out, "%s .. %s", low, high);
}

/* When it turned, with the day where that was another one. */
static void write_turn(const struct view *view, struct buffer *out)
{
    int64_t turn_ms = view->portrait->turn_ms;
    enum time_zone zone = view->state->choices.zone;
    char minute[16];
    char day[16] = "";

    timestamp_format_minute(turn_ms, zone, minute);
    if (view->state->range.length_ms >= MS_PER_DAY)
        timestamp_format_day(turn_ms, zone, day);
    buffer_printf(out, "before %s%s%s ", day, day[0] != '\0' ? " " : "", minute);
}

static void write_summaries(const struct view *view, bool with_mean, struct buffer *out)
{
    const struct portrait *portrait = view->portrait;

    out->size = 0;
    if (portrait->turn_ms != INT64_MIN)
        write_turn(view, out);
    else if (portrait->before.count > 0)
        buffer_string(out, with_mean ? "mean " : "values ");
    write_summary(&portrait->before, with_mean, out);
    if (portrait->turn_ms == INT64_MIN)
        return;
    buffer_string(out, ", since ");
    write_summary(&portrait->since, with_mean, out);
}

void draw_summary(struct view *view, struct pen *pen)
{
    struct buffer text = {0};

    write_summaries(view, true, &text);
    if ((int)text.size + 2 > pen->end - pen->at)
        write_summaries(view, false, &text);
    pen_right(pen, ROLE_COLUMN, buffer_text(&text), 1);
    buffer_free(&text);
}
