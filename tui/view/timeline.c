#include "config.h"

#include "base/memory.h"
#include "judge/run.h"
#include "view/axis_labels.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs of one dimension that are looked at: the newest ones, should there be more. */
#define RUN_LIMIT 4096

/* The bars: `columns` cells from `left` on, one for each bucket of the grid. */
struct bars {
    struct time_grid grid;
    int left;
    int columns;
};

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
           bucket.start_ms >= view_end(view);
}

static void draw_bar(struct view *view, int row, const struct bars *bars, const struct run *runs,
                     size_t run_count)
{
    const struct time_grid *grid = &bars->grid;
    enum severity *cells = mem_zalloc(grid->count, sizeof(*cells));

    for (size_t i = 0; i < run_count; i++)
        add_run(cells, grid, &runs[i]);
    for (size_t i = 0; i < grid->count; i++) {
        if (!is_unknown(view, grid_bucket(grid, i)))
            frame_put(view->frame, row, bars->left + (int)i, view->glyphs->run[cells[i]],
                      role_of_severity(cells[i]));
    }
    free(cells);
}

static struct bars bars_of(const struct view *view)
{
    struct bars bars = {.left = panel_names_end(view)};

    bars.columns = view->frame->columns - 1 - bars.left;
    bars.grid = grid_of(view->window, (size_t)bars.columns, view->state->choices.zone);
    bars.columns = (int)bars.grid.count;
    return bars;
}

void draw_timeline(struct view *view, int row, int rows, size_t top)
{
    const struct ranking *ranking = view->ranking;
    struct bars bars = bars_of(view);
    struct run *runs = mem_zalloc(RUN_LIMIT, sizeof(*runs));
    struct pen pen = pen_at(view->frame, row, 1, bars.left - 1);

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "SEVERITY");
    draw_axis_labels(view->frame, row, bars.left, &bars.grid, 1, view->state->choices.zone);
    for (int i = 0; i < rows && top + (size_t)i < ranking->count; i++) {
        size_t dimension =
            ranking->rows[places_row(view->dimensions, top + (size_t)i)].verdict->dimension;
        write_name(view->frame, row + 1 + i, 1, panel_names_end(view) - 2,
                   view->tenant->dimensions[dimension].name, ROLE_MUTED);
        size_t count =
            runs_collect(view->past, view->tenant, dimension, view->window, runs, RUN_LIMIT);
        draw_bar(view, row + 1 + i, &bars, runs, count);
    }
    free(runs);
}
