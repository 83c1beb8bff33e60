#include "config.h"

#include "view/portrait.h"

#include "base/memory.h"
#include "judge/silence.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

static size_t find_column(const struct tenant *tenant, const char *name)
{
    size_t column;

    if (tenant == NULL || name == NULL)
        return DIMENSION_NONE;
    column = tenant_find_dimension(tenant, slice_of(name));
    return column < tenant->dimension_count ? column : DIMENSION_NONE;
}

static const struct dimension_verdict *find_verdict(const struct view *view, size_t column)
{
    for (size_t i = 0; i < view->ranking->count; i++) {
        if (view->ranking->rows[i].verdict->dimension == column)
            return view->ranking->rows[i].verdict;
    }
    return NULL;
}

static struct portrait_series *series_of(struct portrait *portrait)
{
    return &portrait->kept[portrait->column % PORTRAIT_SERIES];
}

/* Returns the window from the beginning of a bucket on: what is told of it changes with a new one,
 * and not with the clock. */
static struct time_range whole_buckets(const struct view *view)
{
    const struct time_grid *grid = &view->axis.grid;
    struct time_range window = view->window;
    int64_t before_ms = window.start_ms - grid->start_ms;

    if (before_ms > 0)
        window.start_ms -= before_ms % grid->width_ms;
    return window;
}

static bool is_right(struct portrait *portrait, const struct view *view)
{
    const struct time_grid *before = &portrait->grid;
    const struct time_grid *now = &view->axis.grid;

    return portrait->tenant == view->tenant->number && portrait->made_of == portrait->column &&
           portrait->points != NULL && before->start_ms == now->start_ms &&
           before->width_ms == now->width_ms && before->count == now->count &&
           portrait->window.start_ms == whole_buckets(view).start_ms &&
           history_is_unchanged(&view->tenant->history, &series_of(portrait)->made.mark);
}

/* What was before the last turn, and since; without one, the whole window. */
static void summarise(struct portrait *portrait, const struct tenant *tenant)
{
    const struct history *history = &tenant->history;
    const struct time_grid *grid = &portrait->grid;
    const struct trace_point *points = series_of(portrait)->made.points;
    struct time_range window = portrait->window;
    int64_t turn_ms;

    portrait->turn_ms = INT64_MIN;
    if (trace_turn_in_points(history, portrait->column, grid, points, window, &turn_ms) &&
        turn_ms > window.start_ms)
        portrait->turn_ms = turn_ms;
    int64_t cut_ms = portrait->turn_ms != INT64_MIN ? portrait->turn_ms : window.end_ms;
    portrait->before = trace_summarise_points(history, portrait->column, grid, points,
                                              (struct time_range){window.start_ms, cut_ms});
    portrait->since = trace_summarise_points(history, portrait->column, grid, points,
                                             (struct time_range){cut_ms, window.end_ms});
}

static void make_points(struct portrait *portrait, const struct tenant *tenant)
{
    const struct time_grid *grid = &portrait->grid;
    struct portrait_series *series = series_of(portrait);

    if (grid->count > portrait->room) {
        portrait->points = mem_resize(portrait->points, grid->count, sizeof(*portrait->points));
        portrait->room = grid->count;
    }
    if (series->tenant != tenant->number || series->column != portrait->column)
        trace_series_clear(&series->made);
    series->tenant = tenant->number;
    series->column = portrait->column;
    trace_series_renew(&series->made, &tenant->history, portrait->column, grid);
    memcpy(portrait->points, series->made.points, grid->count * sizeof(*portrait->points));
    trace_hold(portrait->points, grid, tenant_interval(tenant));
    portrait->tenant = tenant->number;
    portrait->made_of = portrait->column;
}

/* Says from where to where the points are known. That the next report is still to come is no gap,
 * until it is late enough for a silence. */
static void find_known(struct portrait *portrait, const struct view *view)
{
    const struct time_grid *grid = &portrait->grid;
    int64_t known_since_ms = view_known_since(view, view->tenant);
    int64_t end_ms = view_end(view);
    size_t begun = grid->count;

    portrait->first = 0;
    while (portrait->first < grid->count &&
           grid_bucket(grid, portrait->first).end_ms <= known_since_ms)
        portrait->first++;
    size_t last = grid_index(grid, end_ms);
    portrait->end = last < grid->count ? last + 1 : grid->count;
    while (begun > 0 && portrait->points[begun - 1].count == 0)
        begun--;
    bool waits = begun > 0 &&
                 end_ms - grid_bucket(grid, begun - 1).end_ms < tenant_silent_after(view->tenant);
    if (begun > portrait->end || waits)
        portrait->end = begun;
    if (portrait->first > portrait->end)
        portrait->first = portrait->end;
}

/* Returns the newest report of that time; STREAM_ID_MIN where there is none. */
static struct stream_id newest_report(const struct portrait *portrait, const struct view *view,
                                      struct time_range range)
{
    int64_t until_ms = view_told_until(view);
    int64_t last_ms = (until_ms < range.end_ms ? until_ms : range.end_ms) - 1;
    struct sample sample;
    struct stream_id id;
    bool found = trace_held(&view->tenant->history, portrait->column, last_ms,
                            last_ms - range.start_ms, &id, &sample);

    return found ? id : STREAM_ID_MIN;
}

static struct time_range known_range(const struct portrait *portrait)
{
    const struct time_grid *grid = &portrait->grid;

    return (struct time_range){grid_bucket(grid, portrait->first).start_ms,
                               grid_bucket(grid, portrait->end).start_ms};
}

/* Finds what held at an exact moment. */
static bool find_held(const struct portrait *portrait, const struct view *view, int64_t time_ms,
                      struct stream_id *id)
{
    const struct history *history = &view->tenant->history;
    struct sample sample;

    return time_ms < view_told_until(view) && history_at(history, time_ms + 1) != NULL &&
           trace_held(history, portrait->column, time_ms, tenant_silent_after(view->tenant), id,
                      &sample);
}

/* Returns the report that tells of the cursor: of its column the newest; of an exact moment what
 * held then, if anything did. */
static struct stream_id report_at(const struct portrait *portrait, const struct view *view,
                                  const struct axis *axis)
{
    size_t cell = axis_cell(axis, axis->cursor_ms);
    struct stream_id id;

    if (cell >= axis->cells)
        return STREAM_ID_MIN;
    if (axis->exact && find_held(portrait, view, axis->cursor_ms, &id))
        return id;
    return newest_report(portrait, view, axis_cell_range(axis, cell));
}

void portrait_cursor(const struct portrait *portrait, const struct view *view, struct axis *axis)
{
    struct stream_id newest = newest_report(portrait, view, known_range(portrait));

    if (!axis->chosen && stream_id_compare(newest, STREAM_ID_MIN) != 0)
        axis->cursor_ms = stream_id_time(newest);
    axis->report = report_at(portrait, view, axis);
}

void portrait_make(struct portrait *portrait, const struct view *view, const char *name)
{
    portrait->column = find_column(view->tenant, name);
    if (view->axis.cells == 0)
        portrait->column = DIMENSION_NONE;
    portrait->verdict = NULL;
    if (portrait->column == DIMENSION_NONE)
        return;
    portrait->verdict = find_verdict(view, portrait->column);
    bool right = is_right(portrait, view);
    portrait->grid = view->axis.grid;
    if (!right) {
        portrait->window = whole_buckets(view);
        make_points(portrait, view->tenant);
        summarise(portrait, view->tenant);
    }
    find_known(portrait, view);
}

void portrait_free(struct portrait *portrait)
{
    free(portrait->points);
    for (size_t i = 0; i < PORTRAIT_SERIES; i++)
        trace_series_free(&portrait->kept[i].made);
    *portrait = (struct portrait){0};
}
