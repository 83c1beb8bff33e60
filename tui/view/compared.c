#include "config.h"

#include "view/compared.h"

#include "judge/silence.h"
#include "present/number.h"
#include "present/state_words.h"

#include <stdio.h>

/* Returns how long a report stands for what comes after it. */
static int64_t held_ms(const struct view *view)
{
    return tenant_silent_after(view->tenant);
}

struct compared compared_with(const struct view *view, size_t column, int64_t time_ms)
{
    const struct history *history = &view->tenant->history;
    struct compared compared = {.kind = COMPARED_NONE,
                                .time_ms = time_ms - view->state->range.compare_ms};
    int64_t oldest_ms = stream_id_time(view->tenant->oldest_id);
    struct stream_id id;

    if (trace_held(history, column, compared.time_ms, held_ms(view), &id, &compared.sample)) {
        compared.kind = COMPARED_THERE;
        compared.time_ms = stream_id_time(id);
    } else if (compared.time_ms < oldest_ms) {
        compared.kind = COMPARED_EARLIER;
    } else if (history_at(history, compared.time_ms + 1) == NULL) {
        compared.kind = COMPARED_LOADING;
    }
    return compared;
}

/* Writes a difference in percent; as it is where the baseline is 0, as values about that are no
 * measure of one another. */
static void write_relative(const struct sample *now, const struct sample *then,
                           char out[static NUMBER_SIZE])
{
    if (now->baseline == 0)
        number_change(now->value - then->value, out);
    else
        number_relative(now->value, then->value, out);
}

/* Writes how much the value at the cursor differs from the one then, and whether what is bad was so
 * then. */
static void write_difference(struct pen *pen, const struct compared *then, const struct sample *now,
                             const char *words)
{
    enum severity severity = then->sample.severity;
    char change[NUMBER_SIZE];
    char relative[NUMBER_SIZE];

    number_change(now->value - then->sample.value, change);
    write_relative(now, &then->sample, relative);
    pen_printf(pen, ROLE_TEXT, "%s (%s)  ", change, relative);
    pen_text(pen, role_of_severity(severity), severity_word(severity));
    if (now->severity >= SEVERITY_WARN)
        pen_printf(pen, ROLE_STRONG, ": %s %s", severity >= SEVERITY_WARN ? "bad also" : "not so",
                   words);
    else if (severity >= SEVERITY_WARN)
        pen_printf(pen, ROLE_STRONG, " %s, and not now", words);
}

static void write_there(const struct view *view, struct pen *pen, const struct compared *then,
                        const char *words)
{
    struct stream_id id;
    struct sample now;
    char value[NUMBER_SIZE];
    char clock[16];

    number_value(then->sample.value, value);
    timestamp_format_clock(then->time_ms, view->state->choices.zone, clock);
    pen_printf(pen, ROLE_TEXT, "%s at %s  ", value, clock);
    if (trace_held(&view->tenant->history, view->portrait->column, view->axis.cursor_ms,
                   held_ms(view), &id, &now))
        write_difference(pen, then, &now, words);
    else
        pen_text(pen, ROLE_MUTED, "nothing to compare it with at the cursor");
}

void draw_compared(struct view *view, int row)
{
    int64_t cursor_ms = view->axis.cursor_ms;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct compared then = compared_with(view, view->portrait->column, cursor_ms);
    char words[COMPARISON_SIZE];
    char start[HISTORY_START_SIZE];

    range_comparison(&view->state->range, cursor_ms, view->now_ms, words);
    pen_printf(&pen, ROLE_STRONG, "%s  ", words);
    if (then.kind == COMPARED_THERE) {
        write_there(view, &pen, &then, words);
    } else if (then.kind == COMPARED_EARLIER) {
        view_write_history_start(view, view->tenant, start);
        pen_printf(&pen, ROLE_MUTED, "is not kept: the %s", start);
    } else {
        pen_text(&pen, ROLE_MUTED,
                 then.kind == COMPARED_LOADING ? "is not loaded yet" : "there was no report");
    }
}

void write_compared_change(const struct view *view, size_t column, char out[static 16])
{
    int64_t cursor_ms = view->axis.cursor_ms;
    struct compared then = compared_with(view, column, cursor_ms);
    struct stream_id id;
    struct sample now;

    snprintf(out, 16, "-");
    if (then.kind == COMPARED_THERE &&
        trace_held(&view->tenant->history, column, cursor_ms, held_ms(view), &id, &now))
        write_relative(&now, &then.sample, out);
}
