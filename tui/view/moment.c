#include "config.h"

#include "view/moment.h"

#include "judge/run.h"
#include "present/state_words.h"

/* Runs of a column that are looked at: the newest ones, should there be more. */
#define RUN_LIMIT 64

void pen_moment(struct pen *pen, const struct view *view, int64_t time_ms)
{
    enum time_zone zone = view->state->choices.zone;
    char clock[16];
    char day[16] = "";

    timestamp_format_clock(time_ms, zone, clock);
    if (view->now_ms - time_ms >= MS_PER_DAY || view->state->range.length_ms >= MS_PER_DAY)
        timestamp_format_day(time_ms, zone, day);
    pen_printf(pen, ROLE_STRONG, "%s%s%s  ", day, day[0] != '\0' ? " " : "", clock);
}

static enum severity worst_of(const struct run *runs, size_t count)
{
    enum severity worst = SEVERITY_ABSENT;

    for (size_t i = 0; i < count; i++)
        worst = runs[i].severity > worst ? runs[i].severity : worst;
    return worst;
}

/* Names what was bad, the worst first as they are listed; counts the rest. */
void write_moment(struct view *view, struct pen *pen)
{
    static const struct {
        enum severity severity;
        const char *word;
    } others[] = {
        {SEVERITY_OK, "ok"}, {SEVERITY_NO_DATA, "no data"}, {SEVERITY_ABSENT, "without a report"}};
    struct time_range column =
        axis_cell_range(&view->axis, axis_cell(&view->axis, view->axis.cursor_ms));
    int64_t until_ms = view_told_until(view);
    size_t counts[SEVERITY_DEGRADED + 1] = {0};
    struct run runs[RUN_LIMIT];
    const char *between = "";

    column.end_ms = column.end_ms < until_ms ? column.end_ms : until_ms;
    pen_moment(pen, view, view->axis.cursor_ms);
    if (column.end_ms <= view_known_since(view, view->tenant)) {
        pen_text(pen, ROLE_MUTED, "nothing is known of this time yet");
        return;
    }
    for (size_t i = 0; i < view->ranking->count; i++) {
        size_t row = places_row(view->dimensions, i);
        size_t dimension = view->ranking->rows[row].verdict->dimension;
        enum severity worst = worst_of(
            runs, runs_collect(view->past, view->tenant, dimension, column, runs, RUN_LIMIT));
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
