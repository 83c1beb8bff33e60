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

/* The plain way: every bucket by itself. */
static void write_plainly(const struct time_grid *grid, size_t column, struct buffer *out)
{
    struct bucket *buckets = calloc(grid->count, sizeof(*buckets));

    ck_assert_ptr_nonnull(buckets);
    buckets_of_dimension(&tenant->history, column, grid, buckets);
    for (size_t i = 0; i < grid->count; i++) {
        const struct bucket *bucket = &buckets[i];
        double z = fabs(bucket->z_min) > fabs(bucket->z_max) ? bucket->z_min : bucket->z_max;
        buffer_printf(out, "%c{\"start_ms\":%" PRId64 ",\"z\":", i == 0 ? '[' : ',',
                      grid->start_ms + (int64_t)i * grid->width_ms);
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
    buffer_char(out, ']');
    free(buckets);
}

static const size_t bucket_counts[] = {1, 2, 7, 60, 240, 1000};

START_TEST(runs_of_empty_buckets_read_as_buckets_one_by_one)
{
    uint64_t state = 88172645463325252 + (uint64_t)_i;
    struct json_series series;

    fill_at_random(&state);
    json_series_init(&series, BETWEEN(0, MINUTES), bucket_counts[_i % 6]);
    for (size_t column = 0; column < tenant->dimension_count; column++) {
        struct buffer out = {0};
        struct buffer plain = {0};
        struct json_writer json = {.out = &out, .style = &json_compact};
        json_series_write(&series, &tenant->history, column, &json);
        write_plainly(&series.grid, column, &plain);
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
