/* Series: the buckets of a grid, kept and gone on with. A bucket is summed once: when rows came or
 * went at one end of the history, only the buckets at that end are summed again; when the grid has
 * moved on, the others move along. */
#ifndef DRIFT_SERIES_H
#define DRIFT_SERIES_H

#include "drift/bucket.h"

#define SERIES_ALL_COLUMNS SIZE_MAX

/* Zero-initialised is empty and ready. It belongs to one history. */
struct bucket_series {
    size_t column; /* or SERIES_ALL_COLUMNS */
    struct time_grid grid;
    struct bucket *buckets;
    struct history_mark mark;
};

/* Makes the series what buckets_of_dimension() or, with SERIES_ALL_COLUMNS, buckets_of_tenant() say
 * of that grid, of which `columns` is the number of columns. */
void series_renew(struct bucket_series *series, const struct history *history, size_t columns,
                  const struct time_grid *grid);

/* Returns how many buckets of a grid, from *first on, are what those of the grid before, from *from
 * on, were at the mark. */
size_t series_unchanged(const struct history *history, const struct history_mark *mark,
                        const struct time_grid *before, const struct time_grid *grid, size_t *first,
                        size_t *from);

void series_free(struct bucket_series *series);

#endif
