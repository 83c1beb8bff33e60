#include "config.h"

#include "drift/bucket.h"

#include "drift/span_block.h"

#include <math.h>

/* While a bucket is being filled its mean is not known. */
static const struct bucket empty = {
    .worst = SEVERITY_ABSENT,
    .z_min = NAN,
    .z_max = NAN,
    .z_mean = NAN,
    .z_last = NAN,
    .value_last = NAN,
};

static inline void count_severity(struct bucket *bucket, enum severity severity)
{
    bucket->count++;
    bucket->ok += severity == SEVERITY_OK;
    bucket->no_data += severity == SEVERITY_NO_DATA;
    bucket->warn += severity == SEVERITY_WARN;
    bucket->degraded += severity == SEVERITY_DEGRADED;
    if (severity > bucket->worst)
        bucket->worst = severity;
}

/* Adds to the sum and keeps what rounding loses, after Neumaier: the mean of equal numbers is that
 * number. */
static inline void add_to_sum(struct bucket *bucket, double z)
{
    double sum = bucket->z_sum + z;

    if (fabs(bucket->z_sum) >= fabs(z))
        bucket->z_lost += bucket->z_sum - sum + z;
    else
        bucket->z_lost += z - sum + bucket->z_sum;
    bucket->z_sum = sum;
}

/* Adds a sample that is not absent; samples come in the order of time. */
static inline void add_sample(struct bucket *bucket, enum severity severity, double value, double z)
{
    count_severity(bucket, severity);
    if (!isnan(value))
        bucket->value_last = value;
    if (isnan(z))
        return;
    if (bucket->z_count == 0 || z < bucket->z_min)
        bucket->z_min = z;
    if (bucket->z_count == 0 || z > bucket->z_max)
        bucket->z_max = z;
    add_to_sum(bucket, z);
    bucket->z_last = z;
    bucket->z_count++;
}

/* Returns whichever is further from zero; an unknown number is nearest. */
static double further(double a, double b)
{
    return isnan(b) || fabs(a) >= fabs(b) ? a : b;
}

static void merge(struct bucket *into, const struct bucket *from)
{
    into->count += from->count;
    into->ok += from->ok;
    into->warn += from->warn;
    into->degraded += from->degraded;
    into->no_data += from->no_data;
    if (from->worst > into->worst)
        into->worst = from->worst;
    into->z_count += from->z_count;
    /* fmin() and fmax() pass over NaN. */
    into->z_min = fmin(into->z_min, from->z_min);
    into->z_max = fmax(into->z_max, from->z_max);
    add_to_sum(into, from->z_sum);
    into->z_lost += from->z_lost;
    into->z_last = further(into->z_last, from->z_last);
    into->value_last = from->value_last;
}

static void begin(struct bucket *buckets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buckets[i] = empty;
}

/* Returns the mean of a finite sum. The remainder of a rounded division is divided once more, along
 * with what the sum has lost. */
static double mean_of_sum(const struct bucket *bucket)
{
    double mean = bucket->z_sum / bucket->z_count;
    double rest = fma(-mean, bucket->z_count, bucket->z_sum) + bucket->z_lost;

    return mean + rest / bucket->z_count;
}

/* Turns sums into means. A sum beyond a double gives the middle of what there is. */
static void finish(struct bucket *buckets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bucket *bucket = &buckets[i];
        if (bucket->z_count == 0)
            bucket->z_mean = NAN;
        else if (isfinite(bucket->z_sum))
            bucket->z_mean = mean_of_sum(bucket);
        else
            bucket->z_mean = bucket->z_min / 2 + bucket->z_max / 2;
    }
}

/* One pass over a column: what falls into one bucket is gathered apart and merged when time leaves
 * that bucket. */
struct pass {
    const struct time_grid *grid;
    struct bucket *buckets;
    struct bucket gathered;
    size_t index;
    uint64_t end; /* of the bucket being gathered, as the first half of a stream ID */
};

static void leave_bucket(struct pass *pass)
{
    if (pass->gathered.count > 0)
        merge(&pass->buckets[pass->index], &pass->gathered);
    pass->gathered = empty;
}

static void enter_bucket(struct pass *pass, struct stream_id id)
{
    leave_bucket(pass);
    pass->index = grid_index(pass->grid, stream_id_time(id));
    pass->end = stream_id_at(grid_bucket(pass->grid, pass->index).end_ms).ms;
}

/* Returns the first row behind `first` that is not of the bucket being gathered. */
static size_t rows_before(const struct pass *pass, const struct span_block *block, size_t first,
                          size_t end)
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (block->ids[middle].ms < pass->end)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* The bucket is a copy, which stays in registers. */
static void gather(struct bucket *gathered, const struct span_block *block,
                   const struct span_column *column, size_t first, size_t end)
{
    struct bucket bucket = *gathered;

    for (size_t i = first; i < end; i++) {
        enum severity severity = packed_severity(column->packed[i]);
        if (severity != SEVERITY_ABSENT && span_block_kind(block, i) == ROW_REPORT)
            add_sample(&bucket, severity, column->value[i], column->z[i]);
    }
    *gathered = bucket;
}

static void add_rows(struct pass *pass, const struct span_block *block,
                     const struct span_column *column, size_t first, size_t end)
{
    while (first < end) {
        if (block->ids[first].ms >= pass->end)
            enter_bucket(pass, block->ids[first]);
        size_t next = rows_before(pass, block, first, end);
        gather(&pass->gathered, block, column, first, next);
        first = next;
    }
}

/* Adds a column's samples that lie inside the grid to the buckets. */
static void add_column_of_span(struct pass *pass, const struct span *span, size_t column)
{
    struct time_range range = grid_range(pass->grid);
    size_t row = span_find(span, stream_id_at(range.start_ms));
    size_t end = span_find(span, stream_id_at(range.end_ms));

    while (row < end) {
        size_t at;
        const struct span_block *block = span_block_of(span, row, &at);
        const struct span_column data = span_block_column(block, column);
        size_t count = SPAN_BLOCK_ROWS - at < end - row ? SPAN_BLOCK_ROWS - at : end - row;
        if (data.packed != NULL)
            add_rows(pass, block, &data, at, at + count);
        row += count;
    }
}

static void add_column(const struct history *history, size_t column, const struct time_grid *grid,
                       struct bucket *buckets)
{
    struct pass pass = {.grid = grid, .buckets = buckets, .gathered = empty};

    for (size_t i = 0; i < history->count; i++)
        add_column_of_span(&pass, history->spans[i], column);
    leave_bucket(&pass);
}

void buckets_of_dimension(const struct history *history, size_t column,
                          const struct time_grid *grid, struct bucket *buckets)
{
    begin(buckets, grid->count);
    add_column(history, column, grid, buckets);
    finish(buckets, grid->count);
}

void buckets_of_tenant(const struct history *history, size_t columns, const struct time_grid *grid,
                       struct bucket *buckets)
{
    begin(buckets, grid->count);
    for (size_t i = 0; i < columns; i++)
        add_column(history, i, grid, buckets);
    finish(buckets, grid->count);
    /* The values of several dimensions have no common scale. */
    for (size_t i = 0; i < grid->count; i++)
        buckets[i].value_last = NAN;
}

void bucket_of_range(const struct history *history, size_t column, struct time_range range,
                     struct bucket *bucket)
{
    /* No row is older than the epoch; from there on the length of a range fits its type. */
    int64_t start_ms = range.start_ms > 0 ? range.start_ms : 0;

    if (range.end_ms <= start_ms) {
        bucket_of_sample(&SAMPLE_ABSENT, bucket);
        return;
    }
    const struct time_grid whole = {
        .start_ms = start_ms, .width_ms = range.end_ms - start_ms, .count = 1};
    buckets_of_dimension(history, column, &whole, bucket);
}

void bucket_add(struct bucket *bucket, const struct bucket *later)
{
    double z_last = isnan(later->z_last) ? bucket->z_last : later->z_last;
    double value_last = isnan(later->value_last) ? bucket->value_last : later->value_last;

    merge(bucket, later);
    bucket->z_last = z_last;
    bucket->value_last = value_last;
    finish(bucket, 1);
}

void bucket_of_sample(const struct sample *sample, struct bucket *bucket)
{
    begin(bucket, 1);
    if (sample->severity != SEVERITY_ABSENT)
        add_sample(bucket, sample->severity, sample->value, sample->z);
    finish(bucket, 1);
}

void buckets_hold(struct bucket *buckets, const struct time_grid *grid, int64_t interval_ms)
{
    /* One and a half intervals: reports are never quite regular. */
    int64_t longest = (interval_ms + interval_ms / 2) / grid->width_ms;
    size_t filled = grid->count; /* the last bucket with a report; none yet */

    for (size_t i = 0; i < grid->count; i++) {
        if (buckets[i].count == 0)
            continue;
        if (filled < i && (int64_t)(i - filled - 1) <= longest) {
            for (size_t hole = filled + 1; hole < i; hole++)
                buckets[hole] = buckets[filled];
        }
        filled = i;
    }
}
