#include "config.h"

#include "headless/json_series.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTES 240

static struct tenant *tenant;

static void setup(void)
{
    tenant = tenant_create(SLICE("t"));
}

static void teardown(void)
{
    tenant_free(tenant);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Reports here and there, with long stretches without any, and in some of them an unknown z. */
static void fill_at_random(uint64_t *state)
{
    static const char *const readings[] = {"a=O-0.5 b=W2.5", "a=D-4.25", "b=N", "a=O0.125 b=O1"};

    for (int minute = 0; minute < MINUTES; minute++) {
        if (next_random(state) % 100 < 85)
            minute += (int)(next_random(state) % 20);
        else
            fixture_fill(tenant, minute, minute + 1, readings[next_random(state) % 4]);
    }
}

static void write_bucket_plainly(int64_t start_ms, const struct bucket *bucket, struct buffer *out)
{
    double z = fabs(bucket->z_min) > fabs(bucket->z_max) ? bucket->z_min : bucket->z_max;

    buffer_printf(out, "{\"start_ms\":%" PRId64 ",\"z\":", start_ms);
    if (isnan(z))
        buffer_string(out, "null");
    else
        buffer_printf(out, "%g", z);
    if (bucket->worst == SEVERITY_ABSENT)
        buffer_string(out, ",\"severity\":null");
    else
        buffer_printf(out, ",\"severity\":\"%s\"", severity_name(bucket->worst));
    buffer_printf(out, ",\"count\":%u}", bucket->count);
}

/* The plain way: every bucket by itself. Returns how many reports are in them. */
static uint32_t write_plainly(const struct time_grid *grid, struct time_range window, size_t column,
                              struct buffer *out)
{
    uint32_t reports = 0;

    for (size_t i = 0; i < grid->count; i++) {
        struct time_range range = grid_bucket(grid, i);
        struct bucket bucket;
        if (i == 0)
            range.start_ms = window.start_ms;
        bucket_of_range(&tenant->history, column, range, &bucket);
        buffer_char(out, i == 0 ? '[' : ',');
        write_bucket_plainly(range.start_ms, &bucket, out);
        reports += bucket.count;
    }
    buffer_char(out, ']');
    return reports;
}

static uint32_t count_reports(size_t column, struct time_range window)
{
    struct bucket whole;

    bucket_of_range(&tenant->history, column, window, &whole);
    return whole.count;
}

static const size_t bucket_counts[] = {1, 2, 7, 60, 240, 1000};

/* The window begins anywhere, also within a minute. */
START_TEST(runs_of_empty_buckets_read_as_buckets_one_by_one)
{
    uint64_t state = 88172645463325252 + (uint64_t)_i;
    struct time_range window = {AT(0) + _i * 71 * MS_PER_SECOND + _i % 3, AT(MINUTES)};
    struct json_series series;

    fill_at_random(&state);
    json_series_init(&series, window, bucket_counts[_i % 6]);
    for (size_t column = 0; column < tenant->dimension_count; column++) {
        struct buffer out = {0};
        struct buffer plain = {0};
        struct json_writer json = {.out = &out, .style = &json_compact};
        json_series_write(&series, &tenant->history, column, &json);
        ck_assert_uint_eq(write_plainly(&series.grid, window, column, &plain),
                          count_reports(column, window));
        ck_assert_str_eq(buffer_text(&out), buffer_text(&plain));
        buffer_free(&out);
        buffer_free(&plain);
    }
    json_series_free(&series);
}
END_TEST

Suite *suite_json_series(void)
{
    Suite *suite = suite_create("json_series");
    TCase *tcase = tcase_create("json series");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, runs_of_empty_buckets_read_as_buckets_one_by_one, 0, 60);
    suite_add_tcase(suite, tcase);
    return suite;
}
