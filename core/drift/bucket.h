/* Bucket: what a dimension did between two points in time, derived from its history. */
#ifndef DRIFT_BUCKET_H
#define DRIFT_BUCKET_H

#include "base/grid.h"
#include "drift/history.h"

/* An empty bucket has count 0, worst SEVERITY_ABSENT and NaN everywhere: unknown, not zero. A
 * bucket whose z is null in every report has NaN too, though its count is not 0. */
struct bucket {
    uint32_t count; /* reports that name the dimension; duplicates and holes are not counted */
    uint32_t ok;
    uint32_t warn;
    uint32_t degraded;
    uint32_t no_data;
    enum severity worst;
    uint32_t z_count; /* reports whose z is known */
    double z_min;
    double z_max;
    double z_mean;
    double z_sum;  /* of those that are known, */
    double z_lost; /* and what rounding took from it */
    double z_last; /* the newest that is known */
    double value_last;
};

/* Fills `buckets[grid->count]` for one column. */
void buckets_of_dimension(const struct history *history, size_t column,
                          const struct time_grid *grid, struct bucket *buckets);

/* Fills `buckets[grid->count]` for the whole tenant: per bucket the worst severity of any column,
 * the sums of counts, z_min, z_max and z_mean over all of them, and as z_last the z of greatest
 * absolute value among the columns' last z; value_last is NaN. `columns` is the number of columns.
 */
void buckets_of_tenant(const struct history *history, size_t columns, const struct time_grid *grid,
                       struct bucket *buckets);

/* Fills one bucket for `range`. */
void bucket_of_range(const struct history *history, size_t column, struct time_range range,
                     struct bucket *bucket);

/* Adds a bucket of the same column and a later time. */
void bucket_add(struct bucket *bucket, const struct bucket *later);

/* Fills one bucket for a single sample, SAMPLE_ABSENT for an empty one. */
void bucket_of_sample(const struct sample *sample, struct bucket *bucket);

/* For drawing: fills empty buckets between others with what stands before them, where a tenant that
 * reports every `interval_ms` could not have filled them. Buckets narrower than the interval, or
 * reports that come close to a bucket's limit, would else look like gaps that are none. Real gaps,
 * and the buckets before the first and behind the last report, stay empty. */
void buckets_hold(struct bucket *buckets, const struct time_grid *grid, int64_t interval_ms);

#endif
