#include "config.h"

#include "view/moment.h"

#include "judge/run.h"
#include "present/state_words.h"
#include "view/pen_time.h"

/* Runs of a range that are looked at: the newest ones, should there be more. */
#define RUN_LIMIT 64

static enum severity worst_of(const struct run *runs, size_t count)
{
    enum severity worst = SEVERITY_ABSENT;

    for (size_t i = 0; i < count; i++)
        worst = runs[i].severity > worst ? runs[i].severity : worst;
    return worst;
}

/* A time that was gone to is told of itself, a cursor by its whole column. */
static struct time_range told_range(const struct view *view)
{
    const struct axis *axis = &view->axis;

    if (axis->exact)
        return (struct time_range){axis->cursor_ms, axis->cursor_ms + 1};
    return axis_cell_range(axis, axis_cell(axis, axis->cursor_ms));
}

/* Names what was bad, the worst first as they are listed; counts the rest. */
void write_moment(struct view *view, struct pen *pen)
{
    static const struct {
        enum severity severity;
        const char *word;
    } others[] = {
        {SEVERITY_OK, "ok"}, {SEVERITY_NO_DATA, "no data"}, {SEVERITY_ABSENT, "without a report"}};
    struct time_range range = told_range(view);
    int64_t until_ms = view_told_until(view);
    size_t counts[SEVERITY_DEGRADED + 1] = {0};
    struct run runs[RUN_LIMIT];
    const char *between = "";

    if (view->axis.exact)
        pen_moment(pen, view, view->axis.cursor_ms);
    else
        pen_range(pen, view, &range);
    range.end_ms = range.end_ms < until_ms ? range.end_ms : until_ms;
    if (range.end_ms <= view_known_since(view, view->tenant)) {
        pen_text(pen, ROLE_MUTED, "nothing is known of this time yet");
        return;
    }
    for (size_t i = 0; i < view->ranking->count; i++) {
        size_t row = places_row(view->dimensions, i);
        size_t dimension = view->ranking->rows[row].verdict->dimension;
        enum severity worst = worst_of(
            runs, runs_collect(view->past, view->tenant, dimension, range, runs, RUN_LIMIT));
        counts[worst]++;
        if (worst < SEVERITY_WARN)
            continue;
        pen_printf(pen, role_of_severity(worst), "%s%s %s", between, severity_word(worst),
                   view->tenant->dimensions[dimension].name);
        between = ", ";
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (counts[others[i].severity] == 0)
            continue;
        pen_printf(pen, ROLE_MUTED, "%s%zu %s", between, counts[others[i].severity],
                   others[i].word);
        between = ", ";
    }
}
