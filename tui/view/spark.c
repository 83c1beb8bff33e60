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
 * late enough for a silence. */
static size_t known_end(const struct view *view, const struct spark *spark)
{
    if (spark->begun_ms == INT64_MIN)
        return spark->count;
    int64_t since_ms = view_end(view) - spark->begun_ms;
    return since_ms < tenant_silent_after(spark->tenant) ? spark->begun : spark->count;
}

void spark_draw(struct view *view, int row, int column, int width, const struct tenant *tenant,
                size_t dimension)
{
    if (width <= 0)
        return;
    size_t per_cell = sparkline_buckets_per_cell(view->glyphs);
    struct time_grid grid =
        grid_of(view->window, (size_t)width * per_cell, view->state->choices.zone);
    const struct spark *spark =
        spark_memo_get(view->sparks, tenant, dimension, &grid, VIEW_FULL_Z, view->glyphs);
    size_t end = known_end(view, spark);

    for (size_t i = unknown_cells(view, spark, per_cell); i < end; i++)
        frame_put(view->frame, row, column + (int)i, spark->cells[i].character,
                  role_of_severity(spark->cells[i].severity));
    view_holds_until(view, view->now_ms + grid_range(&grid).end_ms - view->window.end_ms);
}
