#include "config.h"

#include "drift/trace_series.h"

#include "base/memory.h"
#include "drift/series.h"

#include <stdlib.h>
#include <string.h>

static void make(struct trace_series *series, const struct history *history, size_t column,
                 size_t first, size_t end)
{
    struct time_grid part = grid_part(&series->grid, first, end);

    if (first < end)
        trace_make(history, column, &part, series->points + first);
}

static void make_room(struct trace_series *series, size_t count)
{
    if (count <= series->room)
        return;
    series->points = mem_resize(series->points, count, sizeof(*series->points));
    series->room = count;
}

void trace_series_renew(struct trace_series *series, const struct history *history, size_t column,
                        const struct time_grid *grid)
{
    size_t first;
    size_t from;
    size_t kept = series_unchanged(history, &series->mark, &series->grid, grid, &first, &from);

    make_room(series, grid->count);
    if (kept > 0)
        memmove(series->points + first, series->points + from, kept * sizeof(*series->points));
    series->grid = *grid;
    series->mark = history_mark(history);
    make(series, history, column, 0, first);
    make(series, history, column, first + kept, grid->count);
}

void trace_series_clear(struct trace_series *series)
{
    series->grid = (struct time_grid){0};
    series->mark = (struct history_mark){0};
}

void trace_series_free(struct trace_series *series)
{
    free(series->points);
    *series = (struct trace_series){0};
}
