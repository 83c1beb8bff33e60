/* Trace: what one dimension read over time, for a chart: its values beside their baselines and what
 * stands behind them, one point for each bucket of a grid; and when its severity changed. It is
 * made of the rows of a history, whichever spans hold them. */
#ifndef DRIFT_TRACE_H
#define DRIFT_TRACE_H

#include "drift/history.h"

/* What the reports between two moments say. Duplicates and holes are passed over. Without a report
 * all of it is unknown. */
struct trace_point {
    uint32_t count;        /* reports that name the dimension */
    enum severity worst;   /* SEVERITY_ABSENT: none does */
    enum severity mildest; /* likewise */
    uint32_t values;       /* reports with a value that is known */
    double value_mean;     /* NaN unknown, as the others */
    double value_min;
    double value_max;
    double value_last; /* the newest that is known, */
    double baseline;   /* likewise */
    double z;          /* the one furthest from zero */
    uint32_t samples;  /* the fewest that stand behind a value; SPAN_COUNT_UNKNOWN */
    struct stream_id newest;
};

/* Fills `points[grid->count]`. Costs as much as there are rows in the grid. */
void trace_make(const struct history *history, size_t column, const struct time_grid *grid,
                struct trace_point *points);

/* For drawing, as buckets_hold(): fills empty points between others with what stands before them,
 * where a tenant that reports every `interval_ms` could not have filled them. */
void trace_hold(struct trace_point *points, const struct time_grid *grid, int64_t interval_ms);

/* The values of a stretch of time. */
struct trace_summary {
    uint64_t count; /* values that are known; 0: the rest is NaN */
    double mean;
    double min;
    double max;
};

struct trace_summary trace_summarise(const struct history *history, size_t column,
                                     struct time_range range);

/* The same, of points that trace_make() made of the history: only what lies in no whole point is
 * read again. The mean may differ in its last digits. */
struct trace_summary trace_summarise_points(const struct history *history, size_t column,
                                            const struct time_grid *grid,
                                            const struct trace_point *points,
                                            struct time_range range);

/* What counts as a change from one reading to the next. */
enum turn {
    TURN_SEVERITY, /* to another severity */
    TURN_BAD       /* from below warn to warn or worse, or back */
};

/* Find the nearest report before, after `time_ms` that brought a change, and its time. Returns
 * false when none is known. What lies behind time of which nothing is known is no change. */
bool trace_turn_before(const struct history *history, size_t column, enum turn turn,
                       int64_t time_ms, int64_t *turn_ms);
bool trace_turn_after(const struct history *history, size_t column, enum turn turn, int64_t time_ms,
                      int64_t *turn_ms);

/* Finds, within a range, the newest report that turned bad or back (TURN_BAD), with the points that
 * trace_make() made of the history: reads only where these do not tell. */
bool trace_turn_in_points(const struct history *history, size_t column,
                          const struct time_grid *grid, const struct trace_point *points,
                          struct time_range range, int64_t *turn_ms);

/* Finds the newest report up to a moment that names the dimension, no more than `longest_ms` before
 * it, and reads what that says. */
bool trace_held(const struct history *history, size_t column, int64_t time_ms, int64_t longest_ms,
                struct stream_id *id, struct sample *sample);

/* Reads what the report of that ID says of the dimension. Returns false when there is none. */
bool trace_sample(const struct history *history, size_t column, struct stream_id id,
                  struct sample *sample);

#endif
