#include "config.h"

#include "drift/bucket.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <float.h>
#include <math.h>
#include <string.h>

static struct tenant *tenant;

static void setup(void)
{
    tenant = fixture_tenant();
}

static void teardown(void)
{
    tenant_free(tenant);
}

static struct bucket bucket_between(size_t column, int first, int end)
{
    struct bucket bucket;

    bucket_of_range(&tenant->history, column, BETWEEN(first, end), &bucket);
    return bucket;
}

static void check_empty(const struct bucket *bucket)
{
    ck_assert_uint_eq(bucket->count, 0);
    ck_assert_uint_eq(bucket->ok + bucket->warn + bucket->degraded + bucket->no_data, 0);
    ck_assert_uint_eq(bucket->z_count, 0);
    ck_assert_int_eq(bucket->worst, SEVERITY_ABSENT);
    ck_assert(isnan(bucket->z_min) && isnan(bucket->z_max) && isnan(bucket->z_mean));
    ck_assert(isnan(bucket->z_last) && isnan(bucket->value_last));
}

START_TEST(an_empty_bucket_is_unknown_and_not_zero)
{
    struct bucket bucket = bucket_between(0, 0, 10);
    check_empty(&bucket);

    fixture_fill(tenant, 0, 10, "a=O1");
    bucket = bucket_between(0, 10, 20);
    check_empty(&bucket);
    bucket = bucket_between(0, 5, 5);
    check_empty(&bucket);
    bucket = bucket_between(0, 7, 3);
    check_empty(&bucket);
    bucket = bucket_between(9, 0, 10);
    check_empty(&bucket);
}
END_TEST

START_TEST(a_bucket_counts_and_measures)
{
    fixture_add(tenant, AT(0), "a=O1");
    fixture_add(tenant, AT(1), "a=W-2");
    fixture_add(tenant, AT(2), "a=D-6");
    fixture_add(tenant, AT(3), "a=W3");
    fixture_add(tenant, AT(4), "a=N");

    struct bucket bucket = bucket_between(0, 0, 5);
    ck_assert_uint_eq(bucket.count, 5);
    ck_assert_uint_eq(bucket.ok, 1);
    ck_assert_uint_eq(bucket.warn, 2);
    ck_assert_uint_eq(bucket.degraded, 1);
    ck_assert_uint_eq(bucket.no_data, 1);
    ck_assert_uint_eq(bucket.z_count, 4);
    ck_assert_int_eq(bucket.worst, SEVERITY_DEGRADED);
    ck_assert_double_eq(bucket.z_min, -6);
    ck_assert_double_eq(bucket.z_max, 3);
    ck_assert_double_eq(bucket.z_mean, -1);
    ck_assert_double_eq(bucket.z_last, 3);
    ck_assert_double_eq(bucket.value_last, 0.5);
}
END_TEST

START_TEST(a_bucket_whose_z_is_always_null_is_not_empty)
{
    fixture_fill(tenant, 0, 3, "a=W");

    struct bucket bucket = bucket_between(0, 0, 3);
    ck_assert_uint_eq(bucket.count, 3);
    ck_assert_uint_eq(bucket.z_count, 0);
    ck_assert_int_eq(bucket.worst, SEVERITY_WARN);
    ck_assert(isnan(bucket.z_min) && isnan(bucket.z_max) && isnan(bucket.z_mean));
    ck_assert(isnan(bucket.z_last));
    ck_assert_double_eq(bucket.value_last, 0.5);
}
END_TEST

START_TEST(a_range_is_half_open)
{
    fixture_fill(tenant, 0, 10, "a=O1");

    ck_assert_uint_eq(bucket_between(0, 0, 10).count, 10);
    ck_assert_uint_eq(bucket_between(0, 3, 5).count, 2);
    struct bucket bucket;
    struct time_range range = {AT(3) + 1, AT(5) + 1};
    bucket_of_range(&tenant->history, 0, range, &bucket);
    ck_assert_uint_eq(bucket.count, 2);
}
END_TEST

START_TEST(a_range_may_reach_from_one_end_of_time_to_the_other)
{
    fixture_fill(tenant, 0, 10, "a=O1");
    struct bucket bucket;
    struct time_range range = {INT64_MIN, INT64_MAX};

    bucket_of_range(&tenant->history, 0, range, &bucket);
    ck_assert_uint_eq(bucket.count, 10);
}
END_TEST

START_TEST(holes_duplicates_and_skipped_entries_are_not_counted)
{
    fixture_add_marked(tenant, AT(0), "a=D9", 7);
    fixture_add(tenant, AT(1), "b=O1");
    tenant_add_unreadable(tenant, stream_id_at(AT(2)), "broken", true);
    fixture_add_marked(tenant, AT(3), "a=D9", 7);

    ck_assert_uint_eq(bucket_between(0, 0, 10).count, 1);
    ck_assert_uint_eq(bucket_between(0, 1, 10).count, 0);
    ck_assert_uint_eq(bucket_between(1, 0, 10).count, 1);
}
END_TEST

START_TEST(the_mean_of_equal_numbers_is_that_number)
{
    static const char *const readings[] = {"a=D-4.2", "a=W0.1", "a=O1e-300", "a=O123456.789"};
    struct bucket bucket;
    double z;

    for (int count = 1; count < 300; count++) {
        fixture_add(tenant, AT(count), readings[_i]);
        bucket = bucket_between(0, 0, 1000);
        z = bucket.z_last;
        ck_assert_uint_eq(bucket.z_count, (unsigned)count);
        ck_assert_double_eq(bucket.z_mean, z);
    }
    /* And over several buckets that are merged. */
    fixture_fill(tenant, 300, 301, "b=O");
    struct time_grid grid = {.start_ms = AT(0), .width_ms = 400 * MS_PER_MINUTE, .count = 1};
    buckets_of_tenant(&tenant->history, 1, &grid, &bucket);
    ck_assert_double_eq(bucket.z_mean, z);
}
END_TEST

START_TEST(great_numbers_that_cancel_leave_the_small_ones)
{
    fixture_add(tenant, AT(0), "a=W1");
    fixture_add(tenant, AT(1), "a=W1e100");
    fixture_add(tenant, AT(2), "a=W1");
    fixture_add(tenant, AT(3), "a=W-1e100");
    ck_assert_double_eq(bucket_between(0, 0, 4).z_mean, 0.5);
}
END_TEST

START_TEST(means_of_huge_numbers_stay_finite)
{
    struct sample samples[] = {{0, 0, DBL_MAX, 1, SEVERITY_WARN, 0, 0},
                               {0, 0, DBL_MAX, 1, SEVERITY_WARN, 0, 0}};
    struct history history = {0};

    for (size_t i = 0; i < 2; i++)
        history_add(&history, HISTORY_LIVE,
                    &(struct span_row){.id = {i, 0}, .samples = &samples[i], .columns = 1});
    struct bucket bucket;
    bucket_of_range(&history, 0, (struct time_range){0, 10}, &bucket);
    history_clear(&history);
    ck_assert_double_eq(bucket.z_mean, DBL_MAX);
}
END_TEST

START_TEST(a_grid_puts_every_report_into_its_bucket)
{
    struct time_grid grid = {.start_ms = AT(0), .width_ms = 10 * MS_PER_MINUTE, .count = 6};
    struct bucket buckets[6];

    fixture_fill(tenant, -5, 25, "a=O1");
    fixture_fill(tenant, 40, 70, "a=W-3");
    buckets_of_dimension(&tenant->history, 0, &grid, buckets);

    ck_assert_uint_eq(buckets[0].count, 10);
    ck_assert_uint_eq(buckets[1].count, 10);
    ck_assert_uint_eq(buckets[2].count, 5);
    check_empty(&buckets[3]);
    ck_assert_uint_eq(buckets[4].count, 10);
    ck_assert_uint_eq(buckets[5].count, 10);
    ck_assert_int_eq(buckets[5].worst, SEVERITY_WARN);
    ck_assert_double_eq(buckets[5].z_mean, -3);
}
END_TEST

/* The pass over blocks agrees with one that asks for every single row. */
START_TEST(buckets_agree_with_the_rows_one_by_one)
{
    struct time_grid grid = {.start_ms = AT(-3), .width_ms = 7 * MS_PER_MINUTE, .count = 200};
    struct bucket buckets[200];
    static const char *const readings[] = {"a=O1 b=W2", "b=D-3", "a=N b=O", "a=W-0.5"};

    for (int minute = 0; minute < 1500; minute++)
        fixture_add_marked(tenant, AT(minute), readings[minute % 4], (uint32_t)(minute / 3));
    buckets_of_dimension(&tenant->history, 1, &grid, buckets);
    for (size_t i = 0; i < 200; i++) {
        struct time_range range = grid_bucket(&grid, i);
        size_t count = 0;
        for (size_t row = 0; row < history_rows(&tenant->history); row++) {
            int64_t time_ms = stream_id_time(span_id(history_live(&tenant->history), row));
            count += time_ms >= range.start_ms && time_ms < range.end_ms &&
                     span_kind(history_live(&tenant->history), row) == ROW_REPORT &&
                     span_severity(history_live(&tenant->history), row, 1) != SEVERITY_ABSENT;
        }
        ck_assert_uint_eq(buckets[i].count, count);
        ck_assert_uint_eq(buckets[i].count, buckets[i].ok + buckets[i].warn + buckets[i].degraded +
                                                buckets[i].no_data);
    }
}
END_TEST

START_TEST(a_tenants_bucket_is_as_bad_as_its_worst_column)
{
    struct time_grid grid = {.start_ms = AT(0), .width_ms = 2 * MS_PER_MINUTE, .count = 2};
    struct bucket buckets[2];

    fixture_add(tenant, AT(0), "c=N a=O9 b=W-1");
    fixture_add(tenant, AT(1), "a=O1 b=D-4");
    buckets_of_tenant(&tenant->history, tenant->dimension_count, &grid, buckets);

    ck_assert_uint_eq(buckets[0].count, 5);
    ck_assert_uint_eq(buckets[0].ok, 2);
    ck_assert_uint_eq(buckets[0].warn, 1);
    ck_assert_uint_eq(buckets[0].degraded, 1);
    ck_assert_uint_eq(buckets[0].no_data, 1);
    ck_assert_int_eq(buckets[0].worst, SEVERITY_DEGRADED);
    ck_assert_double_eq(buckets[0].z_min, -4);
    ck_assert_double_eq(buckets[0].z_max, 9);
    ck_assert_double_eq(buckets[0].z_mean, 1.25);
    ck_assert_double_eq(buckets[0].z_last, -4);
    ck_assert(isnan(buckets[0].value_last));
    check_empty(&buckets[1]);
}
END_TEST

START_TEST(a_bucket_of_a_single_sample)
{
    struct sample sample = {0.5, 0.75, -4, 10, SEVERITY_DEGRADED, 0, 0};
    struct bucket bucket;

    bucket_of_sample(&sample, &bucket);
    ck_assert_uint_eq(bucket.count, 1);
    ck_assert_uint_eq(bucket.degraded, 1);
    ck_assert_double_eq(bucket.z_mean, -4);
    ck_assert_double_eq(bucket.value_last, 0.5);
    bucket_of_sample(&SAMPLE_ABSENT, &bucket);
    check_empty(&bucket);
}
END_TEST

/* One letter a bucket: 'x' for one with a report, '.' for an empty one. */
static void expect_held(const char *before, int64_t width_ms, const char *after)
{
    struct bucket buckets[32] = {{0}};
    char drawn[32] = "";
    struct time_grid grid = {0, width_ms, strlen(before)};

    for (size_t i = 0; i < grid.count; i++)
        buckets[i].count = before[i] == 'x';
    buckets_hold(buckets, &grid, MS_PER_MINUTE);
    for (size_t i = 0; i < grid.count; i++)
        drawn[i] = buckets[i].count > 0 ? 'x' : '.';
    ck_assert_str_eq(drawn, after);
}

START_TEST(holes_that_regular_reports_leave_are_filled)
{
    expect_held("x.x.x..x", 45 * MS_PER_SECOND, "xxxxxxxx");
    expect_held("x...x", 20 * MS_PER_SECOND, "xxxxx");
    expect_held("xx.xx", MS_PER_MINUTE, "xxxxx");
}
END_TEST

START_TEST(real_gaps_and_both_ends_stay_empty)
{
    expect_held("x...x", 45 * MS_PER_SECOND, "x...x");
    expect_held("x..x", MS_PER_MINUTE, "x..x");
    expect_held("x.x", 2 * MS_PER_MINUTE, "x.x");
    expect_held("..x.x..", 45 * MS_PER_SECOND, "..xxx..");
    expect_held(".....", 45 * MS_PER_SECOND, ".....");
}
END_TEST

Suite *suite_bucket(void)
{
    Suite *suite = suite_create("bucket");
    TCase *tcase = tcase_create("bucket");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_bucket_is_unknown_and_not_zero);
    tcase_add_test(tcase, a_bucket_counts_and_measures);
    tcase_add_test(tcase, a_bucket_whose_z_is_always_null_is_not_empty);
    tcase_add_test(tcase, a_range_is_half_open);
    tcase_add_test(tcase, a_range_may_reach_from_one_end_of_time_to_the_other);
    tcase_add_test(tcase, holes_duplicates_and_skipped_entries_are_not_counted);
    tcase_add_loop_test(tcase, the_mean_of_equal_numbers_is_that_number, 0, 4);
    tcase_add_test(tcase, great_numbers_that_cancel_leave_the_small_ones);
    tcase_add_test(tcase, means_of_huge_numbers_stay_finite);
    tcase_add_test(tcase, a_grid_puts_every_report_into_its_bucket);
    tcase_add_test(tcase, buckets_agree_with_the_rows_one_by_one);
    tcase_add_test(tcase, a_tenants_bucket_is_as_bad_as_its_worst_column);
    tcase_add_test(tcase, a_bucket_of_a_single_sample);
    tcase_add_test(tcase, holes_that_regular_reports_leave_are_filled);
    tcase_add_test(tcase, real_gaps_and_both_ends_stay_empty);
    suite_add_tcase(suite, tcase);
    return suite;
}
