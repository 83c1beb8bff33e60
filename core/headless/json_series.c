#include "config.h"

#include "headless/json_series.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

void json_series_write_severity(struct json_writer *json, enum severity severity)
{
    if (severity == SEVERITY_ABSENT)
        json_write_null(json);
    else
        json_write_string(json, slice_of(severity_name(severity)));
}

/* A bucket stands for its extreme: one bad report in it is not averaged away. */
static double farthest_z(const struct bucket *bucket)
{
    return fabs(bucket->z_min) > fabs(bucket->z_max) ? bucket->z_min : bucket->z_max;
}

static void write_bucket(struct json_writer *json, int64_t start_ms, const struct bucket *bucket)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "start_ms");
    json_write_signed(json, start_ms);
    json_write_key(json, "z");
    json_write_number(json, farthest_z(bucket));
    json_write_key(json, "severity");
    json_series_write_severity(json, bucket->worst);
    json_write_key(json, "count");
    json_write_unsigned(json, bucket->count);
    json_write_close(json, JSON_OBJECT);
}

static int64_t start_of(const struct json_series *series, size_t bucket)
{
    return bucket == 0 ? series->first.start_ms : grid_bucket(&series->grid, bucket).start_ms;
}

void json_series_init(struct json_series *series, struct time_range window, size_t buckets)
{
    struct json_writer json = {.out = &series->empty, .style = &json_compact};
    const struct sample absent = SAMPLE_ABSENT;
    struct bucket empty;

    *series = (struct json_series){.grid = grid_of(window, buckets, ZONE_UTC)};
    series->first = (struct time_range){window.start_ms, grid_bucket(&series->grid, 0).end_ms};
    series->buckets = mem_zalloc(series->grid.count, sizeof(*series->buckets));
    series->begin = mem_zalloc(series->grid.count + 1, sizeof(*series->begin));
    bucket_of_sample(&absent, &empty);
    json_write_open(&json, JSON_ARRAY);
    for (size_t i = 0; i < series->grid.count; i++) {
        series->begin[i] = series->empty.size + (i > 0);
        write_bucket(&json, start_of(series, i), &empty);
    }
    series->begin[series->grid.count] = series->empty.size + 1;
    json_write_close(&json, JSON_ARRAY);
}

void json_series_free(struct json_series *series)
{
    free(series->buckets);
    free(series->begin);
    buffer_free(&series->empty);
}

/* Returns the first bucket from `at` on that is not empty, or the end. */
static size_t run_end(const struct json_series *series, size_t at)
{
    while (at < series->grid.count && series->buckets[at].count == 0)
        at++;
    return at;
}

void json_series_write(struct json_series *series, const struct history *history, size_t column,
                       struct json_writer *json)
{
    buckets_of_dimension(history, column, &series->grid, series->buckets);
    bucket_of_range(history, column, series->first, &series->buckets[0]);
    json_write_open(json, JSON_ARRAY);
    for (size_t at = 0; at < series->grid.count;) {
        size_t end = run_end(series, at);
        if (end > at) {
            size_t begin = series->begin[at];
            json_write_raw(
                json, (struct slice){series->empty.data + begin, series->begin[end] - begin - 1});
        } else {
            write_bucket(json, start_of(series, at), &series->buckets[at]);
            end++;
        }
        at = end;
    }
    json_write_close(json, JSON_ARRAY);
}
