#include "config.h"

#include "base/memory.h"
#include "judge/run.h"
#include "present/sparkline.h"
#include "view/axis_labels.h"
#include "view/metadata_lines.h"
#include "view/panels.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs of one dimension that are looked at: the newest ones, should there be more. */
#define RUN_LIMIT 4096

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

static void draw_bar(struct view *view, int row, const struct axis *axis, const struct run *runs,
                     size_t run_count)
{
    const struct time_grid grid = {.start_ms = axis->grid.start_ms,
                                   .width_ms = axis->grid.width_ms * (int64_t)axis->per_cell,
                                   .count = axis->cells};
    enum severity *cells = mem_zalloc(grid.count, sizeof(*cells));

    for (size_t i = 0; i < run_count; i++)
        add_run(cells, &grid, &runs[i]);
    for (size_t i = 0; i < grid.count; i++) {
        if (!is_unknown(view, grid_bucket(&grid, i)))
            frame_put(view->frame, row, axis->left + (int)i, view->glyphs->run[cells[i]],
                      role_of_severity(cells[i]));
    }
    free(cells);
}

struct axis_room timeline_room(const struct view *view)
{
    int left = panel_names_end(view);
    int columns = view->frame->columns - 1 - left;

    return (struct axis_room){.left = left,
                              .cells = columns > 0 ? (size_t)columns : 0,
                              .per_cell = sparkline_buckets_per_cell(view->glyphs)};
}

void draw_timeline(struct view *view, int row, int rows, size_t top)
{
    const struct ranking *ranking = view->ranking;
    const struct axis *axis = &view->axis;
    struct run *runs = mem_zalloc(RUN_LIMIT, sizeof(*runs));
    struct pen pen = pen_at(view->frame, row, 1, axis->left - 1);
    const struct time_range shown = {axis->grid.start_ms, view->window.end_ms};

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, "SEVERITY");
    draw_axis(view, row, axis);
    draw_metadata_marks(view, DIMENSION_NONE, row, axis);
    for (int i = 0; i < rows && top + (size_t)i < ranking->count; i++) {
        size_t dimension =
            ranking->rows[places_row(view->dimensions, top + (size_t)i)].verdict->dimension;
        write_name(view->frame, row + 1 + i, 1, axis->left - 2,
                   view->tenant->dimensions[dimension].name, ROLE_MUTED);
        size_t count = runs_collect(view->past, view->tenant, dimension, shown, runs, RUN_LIMIT);
        draw_bar(view, row + 1 + i, axis, runs, count);
    }
    free(runs);
}
