#include "config.h"

#include "drift/series.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Fills the buckets [first, end) of the grid. */
static void sum(struct bucket_series *series, const struct history *history, size_t columns,
                size_t first, size_t end)
{
    struct time_grid part = grid_part(&series->grid, first, end);

    if (first >= end)
        return;
    if (series->column == SERIES_ALL_COLUMNS)
        buckets_of_tenant(history, columns, &part, series->buckets + first);
    else
        buckets_of_dimension(history, series->column, &part, series->buckets + first);
}

/* Returns by how many buckets a grid begins later than the other one, when the buckets of both
 * begin at the same times; else false. */
static bool find_shift(const struct time_grid *before, const struct time_grid *grid, int64_t *shift)
{
    int64_t distance_ms = grid->start_ms - before->start_ms;

    *shift = before->width_ms > 0 ? distance_ms / before->width_ms : 0;
    return before->width_ms == grid->width_ms && distance_ms % grid->width_ms == 0;
}

/* Returns the buckets of the grid whose time lies within `range`, from *first on: how many. */
static size_t within(const struct time_grid *grid, struct time_range range, size_t *first)
{
    size_t end = grid->count;

    *first = 0;
    while (*first < end && grid_bucket(grid, *first).start_ms < range.start_ms)
        (*first)++;
    while (end > *first && grid_bucket(grid, end - 1).end_ms > range.end_ms)
        end--;
    return end - *first;
}

static struct time_range common(struct time_range a, struct time_range b)
{
    return (struct time_range){
        .start_ms = a.start_ms > b.start_ms ? a.start_ms : b.start_ms,
        .end_ms = a.end_ms < b.end_ms ? a.end_ms : b.end_ms,
    };
}

size_t series_unchanged(const struct history *history, const struct history_mark *mark,
                        const struct time_grid *before, const struct time_grid *grid, size_t *first,
                        size_t *from)
{
    int64_t shift;

    *first = 0;
    *from = 0;
    if (!find_shift(before, grid, &shift))
        return 0;
    struct time_range right = common(history_unchanged(history, mark), grid_range(before));
    size_t count = within(grid, right, first);
    *from = (size_t)((int64_t)*first + shift);
    return count;
}

/* Moves the buckets that are still right to their places in the new grid. Returns how many these
 * are, from *first on. */
static size_t keep(struct bucket_series *series, const struct history *history,
                   const struct time_grid *grid, size_t *first)
{
    size_t from;
    size_t count = series_unchanged(history, &series->mark, &series->grid, grid, first, &from);

    if (count > 0)
        memmove(series->buckets + *first, series->buckets + from, count * sizeof(struct bucket));
    return count;
}

void series_renew(struct bucket_series *series, const struct history *history, size_t columns,
                  const struct time_grid *grid)
{
    size_t first;

    if (grid->count > series->grid.count)
        series->buckets = mem_resize(series->buckets, grid->count, sizeof(struct bucket));
    size_t count = keep(series, history, grid, &first);
    series->grid = *grid;
    series->mark = history_mark(history);
    sum(series, history, columns, 0, first);
    sum(series, history, columns, first + count, grid->count);
}

void series_free(struct bucket_series *series)
{
    free(series->buckets);
    *series = (struct bucket_series){0};
}
