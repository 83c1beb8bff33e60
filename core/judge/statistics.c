#include "config.h"

#include "judge/statistics.h"

#include "drift/series.h"
#include "judge/walk.h"

/* Into how many parts a window is cut whose sum is gone on with. */
#define WINDOW_PARTS 256

static struct time_range judged_window(const struct tenant *tenant, struct time_range window)
{
    return (struct time_range){window.start_ms, tenant_clock(tenant, window.end_ms)};
}

static bool contains(struct time_range window, int64_t time_ms)
{
    return time_ms >= window.start_ms && time_ms < window.end_ms;
}

uint64_t statistics_reports(const struct tenant *tenant, struct time_range window)
{
    struct walk newest = walk_arrivals(tenant, SPAN_ANY_COLUMN, window.end_ms);
    struct time_range judged = judged_window(tenant, window);

    if (!walk_older(&newest))
        return 0;
    if (newest.row == SPAN_NO_ROW)
        return contains(judged, newest.time_ms);
    return history_count_reports(&tenant->history, judged);
}

/* Sums up rows of the history. */
typedef void sum_rows(struct bucket_series *kept, const struct tenant *tenant, size_t dimension,
                      struct time_range window, struct bucket *bucket);

static void sum_anew(struct bucket_series *kept, const struct tenant *tenant, size_t dimension,
                     struct time_range window, struct bucket *bucket)
{
    (void)kept;
    bucket_of_range(&tenant->history, dimension, window, bucket);
}

/* Returns the whole parts of the window, which begin at the same times for every window of that
 * length. */
static struct time_grid whole_parts(struct time_range window)
{
    int64_t width_ms = (window.end_ms - window.start_ms) / WINDOW_PARTS + 1;
    int64_t first = window.start_ms / width_ms + 1;
    int64_t end = window.end_ms / width_ms;

    return (struct time_grid){first * width_ms, width_ms, end > first ? (size_t)(end - first) : 0};
}

static void sum_on(struct bucket_series *kept, const struct tenant *tenant, size_t dimension,
                   struct time_range window, struct bucket *bucket)
{
    struct time_grid grid = whole_parts(window);
    struct time_range parts = grid_range(&grid);
    struct bucket end;

    if (window.start_ms < 0 || grid.count == 0) {
        sum_anew(kept, tenant, dimension, window, bucket);
        return;
    }
    kept->column = dimension;
    series_renew(kept, &tenant->history, tenant->dimension_count, &grid);
    bucket_of_range(&tenant->history, dimension,
                    (struct time_range){window.start_ms, parts.start_ms}, bucket);
    for (size_t i = 0; i < grid.count; i++)
        bucket_add(bucket, &kept->buckets[i]);
    bucket_of_range(&tenant->history, dimension, (struct time_range){parts.end_ms, window.end_ms},
                    &end);
    bucket_add(bucket, &end);
}

static void summarise(struct bucket_series *kept, sum_rows *sum, const struct tenant *tenant,
                      const struct dimension_verdict *verdict, struct time_range window,
                      struct bucket *bucket)
{
    struct walk newest = walk_from(tenant, verdict->dimension, window.end_ms);
    struct time_range judged = judged_window(tenant, window);

    bucket_of_sample(&SAMPLE_ABSENT, bucket);
    if (!walk_older(&newest))
        return;
    if (newest.row != SPAN_NO_ROW)
        sum(kept, tenant, verdict->dimension, judged, bucket);
    else if (contains(judged, newest.time_ms))
        bucket_of_sample(&verdict->newest, bucket);
}

void statistics_of_dimension(const struct tenant *tenant, const struct dimension_verdict *verdict,
                             struct time_range window, struct bucket *bucket)
{
    summarise(NULL, sum_anew, tenant, verdict, window, bucket);
}

void statistics_renew(struct bucket_series *kept, const struct tenant *tenant,
                      const struct dimension_verdict *verdict, struct time_range window,
                      struct bucket *bucket)
{
    summarise(kept, sum_on, tenant, verdict, window, bucket);
}
