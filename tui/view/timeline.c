#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "judge/run.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs of one dimension that are looked at: the newest ones, should there be more. */
#define RUN_LIMIT 4096

/* Columns that a label of the axis takes with the blank behind it. */
#define LABEL_WIDTH 8

/* Times that people read off a clock. */
static const int64_t axis_steps[] = {
    MS_PER_SECOND,      5 * MS_PER_SECOND,  15 * MS_PER_SECOND, 30 * MS_PER_SECOND,
    MS_PER_MINUTE,      2 * MS_PER_MINUTE,  5 * MS_PER_MINUTE,  10 * MS_PER_MINUTE,
    15 * MS_PER_MINUTE, 30 * MS_PER_MINUTE, MS_PER_HOUR,        2 * MS_PER_HOUR,
    3 * MS_PER_HOUR,    6 * MS_PER_HOUR,    12 * MS_PER_HOUR,   MS_PER_DAY,
    2 * MS_PER_DAY,     7 * MS_PER_DAY,     14 * MS_PER_DAY,    28 * MS_PER_DAY,
    91 * MS_PER_DAY,    364 * MS_PER_DAY};

#define AXIS_STEP_COUNT (sizeof(axis_steps) / sizeof(axis_steps[0]))

/* The bars: `columns` cells from `left` on, one for each bucket of the grid. */
struct chart {
    struct time_grid grid;
    int left;
    int columns;
};

static int64_t axis_step(const struct chart *chart)
{
    int64_t enough = chart->grid.width_ms * LABEL_WIDTH;

    for (size_t i = 0; i < AXIS_STEP_COUNT; i++) {
        if (axis_steps[i] >= enough)
            return axis_steps[i];
    }
    return axis_steps[AXIS_STEP_COUNT - 1];
}

static void write_label(const struct view *view, int64_t time_ms, int64_t step, char out[static 16])
{
    if (step < MS_PER_MINUTE)
        timestamp_format_clock(time_ms, view->state->choices.zone, out);
    else if (step < MS_PER_DAY)
        timestamp_format_minute(time_ms, view->state->choices.zone, out);
    else
        timestamp_format_day(time_ms, view->state->choices.zone, out);
}

/* Round times over the bars, each beginning where its moment is. */
static void draw_axis(const struct view *view, int row, const struct chart *chart)
{
    struct time_range range = grid_range(&chart->grid);
    int64_t step = axis_step(chart);
    int64_t offset = timestamp_zone_offset(range.start_ms, view->state->choices.zone);
    int64_t first = range.start_ms + offset;

    first = first - (first % step + step) % step + step - offset;
    if (first - step >= range.start_ms)
        first -= step;
    for (int64_t time_ms = first; time_ms < range.end_ms; time_ms += step) {
        char label[16];
        int column = chart->left + (int)((time_ms - range.start_ms) / chart->grid.width_ms);
        write_label(view, time_ms, step, label);
        struct pen pen = pen_at(view->frame, row, column, chart->left + chart->columns);
        if (column + (int)slice_of(label).size <= pen.end)
            pen_text(&pen, ROLE_COLUMN, label);
    }
}

/* Lays one run over the cells that it touches; where several meet, the worst is shown. */
static void add_run(enum severity *cells, const struct time_grid *grid, const struct run *run)
{
    size_t first = run->start_ms < grid->start_ms ? 0 : grid_index(grid, run->start_ms);

    for (size_t i = first; i < grid->count && run->end_ms > grid_bucket(grid, i).start_ms; i++) {
        if (run->severity > cells[i])
            cells[i] = run->severity;
    }
}

/* Returns true when nothing is known of that bucket: it is not loaded, or yet to come. */
static bool is_unknown(const struct view *view, struct time_range bucket)
{
    return bucket.end_ms <= view_known_since(view, view->tenant) ||
           bucket.start_ms >= view_moment(view);
}

static void draw_bar(struct view *view, int row, const struct chart *chart, const struct run *runs,
                     size_t run_count)
{
    const struct time_grid *grid = &chart->grid;
    enum severity *cells = mem_zalloc(grid->count, sizeof(*cells));

    for (size_t i = 0; i < run_count; i++)
        add_run(cells, grid, &runs[i]);
    for (size_t i = 0; i < grid->count; i++) {
        if (!is_unknown(view, grid_bucket(grid, i)))
            frame_put(view->frame, row, chart->left + (int)i, view->glyphs->run[cells[i]],
                      role_of_severity(cells[i]));
    }
    free(cells);
}

static struct chart chart_of(const struct view *view)
{
    struct chart chart = {.left = panel_names_end(view)};

    chart.columns = view->frame->columns - 1 - chart.left;
    chart.grid = grid_of(view->window, (size_t)chart.columns, view->state->choices.zone);
    chart.columns = (int)chart.grid.count;
    return chart;
}

void draw_timeline(struct view *view, int row, int rows, size_t top)
{
    const struct ranking *ranking = view->ranking;
    struct chart chart = chart_of(view);
    struct run *runs = mem_zalloc(RUN_LIMIT, sizeof(*runs));
    struct pen pen = pen_at(view->frame, row, 1, chart.left - 1);

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "SEVERITY");
    draw_axis(view, row, &chart);
    for (int i = 0; i < rows && top + (size_t)i < ranking->count; i++) {
        size_t dimension =
            ranking->rows[places_row(view->dimensions, top + (size_t)i)].verdict->dimension;
        write_name(view->frame, row + 1 + i, 1, panel_names_end(view) - 2,
                   view->tenant->dimensions[dimension].name, ROLE_MUTED);
        size_t count =
            runs_collect(view->past, view->tenant, dimension, view->window, runs, RUN_LIMIT);
        draw_bar(view, row + 1 + i, &chart, runs, count);
    }
    free(runs);
}
