/* Trace series: the points of a trace, kept and gone on with as the buckets of a series are: when
 * rows came or went at one end of the history, only the points at that end are made again. */
#ifndef DRIFT_TRACE_SERIES_H
#define DRIFT_TRACE_SERIES_H

#include "drift/trace.h"

/* Zero-initialised is empty and ready. It belongs to one history and one column. */
struct trace_series {
    struct time_grid grid;
    struct trace_point *points; /* grid.count */
    size_t room;
    struct history_mark mark;
};

/* Makes the series what trace_make() says of that grid. */
void trace_series_renew(struct trace_series *series, const struct history *history, size_t column,
                        const struct time_grid *grid);

/* Forgets the points and keeps the memory: another history or column is next. */
void trace_series_clear(struct trace_series *series);

void trace_series_free(struct trace_series *series);

#endif
