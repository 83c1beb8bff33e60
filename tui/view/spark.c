#include "config.h"

#include "view/spark.h"

#include "judge/silence.h"

/* Returns how many of the sparkline's cells lie before what is loaded. */
static size_t unknown_cells(const struct view *view, const struct spark *spark, size_t per_cell)
{
    int64_t known_since_ms = view_known_since(view, spark->tenant);
    size_t count = 0;

    while (count < spark->grid.count && grid_bucket(&spark->grid, count).end_ms <= known_since_ms)
        count++;
    return count / per_cell;
}

/* Returns where the sparkline ends. That the next report is still to come is no gap, until it is
 * late enough for a silence; and what lies ahead is none at all. */
static size_t known_end(const struct view *view, const struct spark *spark, size_t per_cell)
{
    size_t last = grid_index(&spark->grid, view_end(view)) / per_cell;
    size_t end = last < spark->count ? last + 1 : spark->count;

    if (spark->begun_ms == INT64_MIN)
        return end;
    int64_t since_ms = view_end(view) - spark->begun_ms;
    bool waits = since_ms < tenant_silent_after(spark->tenant);
    return waits || spark->begun > end ? spark->begun : end;
}

/* Returns the grid of that many columns: that of the page's sparklines, where it has some. */
static struct time_grid grid_for(const struct view *view, int width, size_t per_cell)
{
    if (view->axis.sparks == (size_t)width)
        return axis_of_sparks(&view->axis).grid;
    return grid_of(view->window, (size_t)width * per_cell, view->state->choices.zone);
}

/* What is drawn holds until the next bucket begins. */
static void hold(struct view *view, const struct time_grid *grid)
{
    int64_t into_ms = (view->window.end_ms - grid->start_ms) % grid->width_ms;

    view_holds_until(view, view->now_ms + grid->width_ms - into_ms);
}

void spark_draw(struct view *view, int row, int column, int width, const struct tenant *tenant,
                size_t dimension)
{
    if (width <= 0)
        return;
    size_t per_cell = sparkline_buckets_per_cell(view->glyphs);
    struct time_grid grid = grid_for(view, width, per_cell);
    const struct spark *spark =
        spark_memo_get(view->sparks, tenant, dimension, &grid, VIEW_FULL_Z, view->glyphs);
    size_t end = known_end(view, spark, per_cell);
    int left = column + width - (int)spark->count;

    for (size_t i = unknown_cells(view, spark, per_cell); i < end; i++)
        frame_put(view->frame, row, left + (int)i, spark->cells[i].character,
                  role_of_severity(spark->cells[i].severity));
    hold(view, &grid);
}
