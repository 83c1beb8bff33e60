#include "config.h"

#include "base/duration.h"
#include "base/grid.h"
#include "support/environment.h"
#include "unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* 2026-11-22T14:30:15.250Z, on no round time at all. */
#define NOW INT64_C(1795357815250)

static struct time_grid grid_until(int64_t end_ms, int64_t length_ms, size_t max_buckets)
{
    return grid_of((struct time_range){end_ms - length_ms, end_ms}, max_buckets, ZONE_UTC);
}

static const struct {
    int64_t length_ms;
    size_t max_buckets;
    int64_t width_ms;
    size_t count;
} widths[] = {
    {15 * MS_PER_MINUTE, 60, 15 * MS_PER_SECOND, 60},
    {MS_PER_HOUR, 60, MS_PER_MINUTE, 60},
    {6 * MS_PER_HOUR, 60, 6 * MS_PER_MINUTE, 60},
    {24 * MS_PER_HOUR, 60, 24 * MS_PER_MINUTE, 60},
    {7 * MS_PER_DAY, 60, 3 * MS_PER_HOUR, 56},
    {30 * MS_PER_DAY, 60, 12 * MS_PER_HOUR, 60},
    {60 * MS_PER_DAY, 60, MS_PER_DAY, 60},
    {61 * MS_PER_DAY, 60, 2 * MS_PER_DAY, 31},
    {365 * MS_PER_DAY, 60, 7 * MS_PER_DAY, 53},
    {MS_PER_HOUR, 80, 45 * MS_PER_SECOND, 80},
    {MS_PER_HOUR, 59, 64 * MS_PER_SECOND, 57},
    {MS_PER_HOUR, 1, MS_PER_HOUR, 1},
    {MS_PER_HOUR + 1, 1, MS_PER_HOUR + 1, 1},
    {MS_PER_HOUR, 2, MS_PER_HOUR / 2, 2},
    {6 * MS_PER_HOUR, 6, MS_PER_HOUR, 6},
    {7 * MS_PER_DAY, 7, MS_PER_DAY, 7},
    {7 * MS_PER_DAY, 10, MS_PER_DAY, 8},
    {10, 7, 2, 5},
    {7 * MS_PER_DAY, 9, 67200000, 9},
    {MS_PER_HOUR, 0, MS_PER_HOUR, 1},
    {MS_PER_DAY, 1, MS_PER_DAY, 1},
    {MS_PER_DAY + 1, 1, MS_PER_DAY + 1, 1},
    {60 * MS_PER_SECOND, 60, MS_PER_SECOND, 60},
    {61 * MS_PER_SECOND, 60, 2 * MS_PER_SECOND, 31},
    {59 * MS_PER_SECOND, 60, MS_PER_SECOND, 59},
    {30 * MS_PER_SECOND, 60, 500, 60},
    {MS_PER_SECOND, 60, 20, 50},
    {7, 60, 1, 7},
    {1, 60, 1, 1},
    {0, 60, 1, 1},
    {-MS_PER_HOUR, 60, 1, 1},
    {MS_PER_HOUR, SIZE_MAX, 1, 3600000},
};

START_TEST(widths_are_round_and_counts_exact)
{
    struct time_grid grid = grid_until(NOW, widths[_i].length_ms, widths[_i].max_buckets);

    ck_assert_int_eq(grid.width_ms, widths[_i].width_ms);
    ck_assert_uint_eq(grid.count, widths[_i].count);
}
END_TEST

/* What must hold for every range, whatever its length and end. */
static void assert_sound(struct time_range range, size_t max_buckets, enum time_zone zone)
{
    struct time_grid grid = grid_of(range, max_buckets, zone);
    int64_t length_ms = range.end_ms - range.start_ms;
    int64_t offset_ms = timestamp_zone_offset(range.end_ms, zone);
    struct time_range last = grid_bucket(&grid, grid.count - 1);
    struct time_range all = grid_range(&grid);

    ck_assert_uint_ge(grid.count, 1);
    ck_assert_uint_le(grid.count, max_buckets);
    ck_assert(last.start_ms < range.end_ms && range.end_ms <= last.end_ms);
    ck_assert_int_eq(all.start_ms, grid.start_ms);
    ck_assert_int_eq(all.end_ms, last.end_ms);
    ck_assert(range.start_ms - all.start_ms < grid.width_ms);
    if (all.start_ms > range.start_ms) {
        ck_assert_uint_ge(grid.count, GRID_FEW);
        ck_assert_int_eq((int64_t)grid.count, (length_ms + grid.width_ms - 1) / grid.width_ms);
        ck_assert(all.start_ms - range.start_ms < grid.width_ms);
    }
    if (max_buckets < GRID_FEW)
        return;
    ck_assert(MS_PER_DAY % grid.width_ms == 0 || grid.width_ms % MS_PER_DAY == 0);
    ck_assert(grid.width_ms % MS_PER_SECOND == 0 || MS_PER_SECOND % grid.width_ms == 0);
    ck_assert_int_eq((grid.start_ms + offset_ms) % grid.width_ms, 0);
}

START_TEST(every_grid_is_aligned_and_holds_the_last_moment)
{
    static const char *const rules[] = {"UTC0", ZONE_BERLIN, ZONE_NEW_YORK, ZONE_KATHMANDU,
                                        ZONE_LORD_HOWE};
    static const size_t counts[] = {1, 2, 3, 7, 10, 24, 59, 60, 61, 80, 200};

    environment_time_zone(rules[_i]);
    for (int64_t length_ms = 1; length_ms < 400 * MS_PER_DAY; length_ms += length_ms / 3 + 1) {
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
            int64_t end_ms = NOW + length_ms * 7 % (366 * MS_PER_DAY);
            assert_sound((struct time_range){end_ms - length_ms, end_ms}, counts[i], ZONE_LOCAL);
            assert_sound((struct time_range){end_ms - length_ms, end_ms}, counts[i], ZONE_UTC);
        }
    }
}
END_TEST

START_TEST(the_grid_moves_only_when_a_bucket_begins)
{
    const int64_t minute = NOW / MS_PER_MINUTE * MS_PER_MINUTE;
    struct time_grid first = grid_until(minute + 1, MS_PER_HOUR, 60);
    struct time_grid last = grid_until(minute + MS_PER_MINUTE, MS_PER_HOUR, 60);
    struct time_grid next = grid_until(minute + MS_PER_MINUTE + 1, MS_PER_HOUR, 60);

    ck_assert_int_eq(first.start_ms, minute - 59 * MS_PER_MINUTE);
    ck_assert_int_eq(last.start_ms, first.start_ms);
    ck_assert_int_eq(next.start_ms, first.start_ms + MS_PER_MINUTE);
}
END_TEST

START_TEST(one_bucket_is_the_range_itself)
{
    struct time_grid grid = grid_until(NOW, MS_PER_HOUR, 1);

    ck_assert_int_eq(grid_range(&grid).start_ms, NOW - MS_PER_HOUR);
    ck_assert_int_eq(grid_range(&grid).end_ms, NOW);
}
END_TEST

START_TEST(few_buckets_are_equal_parts)
{
    struct time_grid grid = grid_until(NOW, 6 * MS_PER_HOUR, 6);

    ck_assert_int_eq(grid_range(&grid).start_ms, NOW - 6 * MS_PER_HOUR);
    ck_assert_int_eq(grid_range(&grid).end_ms, NOW);
}
END_TEST

START_TEST(an_aligned_range_is_the_grid)
{
    struct time_range hour = {INT64_C(1795356000000), INT64_C(1795359600000)};
    struct time_grid grid = grid_of(hour, 60, ZONE_UTC);

    ck_assert_int_eq(grid_range(&grid).start_ms, hour.start_ms);
    ck_assert_int_eq(grid_range(&grid).end_ms, hour.end_ms);
    ck_assert_uint_eq(grid.count, 60);
}
END_TEST

START_TEST(buckets_touch_and_are_found_again)
{
    struct time_grid grid = grid_until(NOW, MS_PER_HOUR, 60);

    for (size_t i = 0; i < grid.count; i++) {
        struct time_range bucket = grid_bucket(&grid, i);
        ck_assert_int_eq(bucket.end_ms - bucket.start_ms, grid.width_ms);
        ck_assert_uint_eq(grid_index(&grid, bucket.start_ms), i);
        ck_assert_uint_eq(grid_index(&grid, bucket.end_ms - 1), i);
        if (i > 0)
            ck_assert_int_eq(bucket.start_ms, grid_bucket(&grid, i - 1).end_ms);
    }
}
END_TEST

START_TEST(times_outside_have_no_bucket)
{
    struct time_grid grid = grid_until(NOW, MS_PER_HOUR, 60);
    struct time_range all = grid_range(&grid);

    ck_assert_uint_eq(grid_index(&grid, all.start_ms - 1), grid.count);
    ck_assert_uint_eq(grid_index(&grid, all.end_ms), grid.count);
    ck_assert_uint_eq(grid_index(&grid, INT64_MIN), grid.count);
    ck_assert_uint_eq(grid_index(&grid, INT64_MAX), grid.count);
}
END_TEST

/* Midnight in Berlin, at the end of days in winter, in summer and at both changes. */
static const struct {
    int64_t end_ms;
    int64_t offset_ms;
} midnights[] = {
    {INT64_C(1795388400000), MS_PER_HOUR},     /* 2026-11-23 */
    {INT64_C(1782856800000), 2 * MS_PER_HOUR}, /* 2026-07-01 */
    {INT64_C(1774821600000), 2 * MS_PER_HOUR}, /* 2026-03-30, behind a day of 23 hours */
    {INT64_C(1792969200000), MS_PER_HOUR},     /* 2026-10-26, behind a day of 25 hours */
};

START_TEST(local_buckets_begin_at_local_midnight)
{
    environment_time_zone(ZONE_BERLIN);

    struct time_range week = {midnights[_i].end_ms - 7 * MS_PER_DAY, midnights[_i].end_ms};
    struct time_grid days = grid_of(week, GRID_FEW, ZONE_LOCAL);
    ck_assert_int_eq(days.width_ms, MS_PER_DAY);
    ck_assert_uint_eq(days.count, 7);
    ck_assert_int_eq(grid_range(&days).end_ms, midnights[_i].end_ms);
    ck_assert_int_eq((days.start_ms + midnights[_i].offset_ms) % MS_PER_DAY, 0);

    struct time_grid utc = grid_of(week, GRID_FEW, ZONE_UTC);
    ck_assert_int_eq(utc.start_ms % MS_PER_DAY, 0);
    ck_assert_int_ne(utc.start_ms, days.start_ms);
}
END_TEST

START_TEST(a_zone_of_quarters_shifts_the_hours)
{
    environment_time_zone(ZONE_KATHMANDU);

    struct time_grid grid = grid_of((struct time_range){NOW - MS_PER_DAY, NOW}, 24, ZONE_LOCAL);
    ck_assert_int_eq(grid.width_ms, MS_PER_HOUR);
    ck_assert_int_eq(grid.start_ms % MS_PER_HOUR, 15 * MS_PER_MINUTE);
}
END_TEST

START_TEST(times_before_the_epoch_are_aligned_downwards)
{
    struct time_grid grid = grid_of((struct time_range){-90500, -30500}, 60, ZONE_UTC);

    ck_assert_int_eq(grid.width_ms, 1000);
    ck_assert_int_eq(grid.start_ms, -90000);
    ck_assert_uint_eq(grid.count, 60);
    ck_assert_uint_eq(grid_index(&grid, -30501), 59);
}
END_TEST

START_TEST(forged_times_do_not_overflow)
{
    static const struct time_range ranges[] = {{INT64_MIN, INT64_MAX},
                                               {INT64_MAX, INT64_MIN},
                                               {INT64_MAX - 1, INT64_MAX},
                                               {INT64_MIN, INT64_MIN + 1},
                                               {INT64_MAX - MS_PER_HOUR, INT64_MAX},
                                               {INT64_MIN, INT64_MIN + MS_PER_DAY},
                                               {0, INT64_MAX},
                                               {INT64_MIN, 0}};

    environment_time_zone(ZONE_BERLIN);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        struct time_grid grid = grid_of(ranges[i], 60, ZONE_LOCAL);
        ck_assert_uint_ge(grid.count, 1);
        ck_assert_uint_le(grid.count, 60);
        ck_assert_int_gt(grid.width_ms, 0);
        struct time_range all = grid_range(&grid);
        ck_assert_int_lt(all.start_ms, all.end_ms);
        ck_assert_uint_le(grid_index(&grid, INT64_MIN), grid.count);
        ck_assert_uint_le(grid_index(&grid, INT64_MAX), grid.count);
    }
}
END_TEST

Suite *suite_grid(void)
{
    Suite *suite = suite_create("grid");

    TCase *cut = tcase_create("cut");
    tcase_add_checked_fixture(cut, NULL, environment_restore);
    tcase_add_loop_test(cut, widths_are_round_and_counts_exact, 0, COUNT(widths));
    tcase_add_loop_test(cut, every_grid_is_aligned_and_holds_the_last_moment, 0, 5);
    tcase_add_test(cut, the_grid_moves_only_when_a_bucket_begins);
    tcase_add_test(cut, one_bucket_is_the_range_itself);
    tcase_add_test(cut, few_buckets_are_equal_parts);
    tcase_add_test(cut, an_aligned_range_is_the_grid);
    tcase_add_test(cut, times_before_the_epoch_are_aligned_downwards);
    tcase_add_test(cut, forged_times_do_not_overflow);
    suite_add_tcase(suite, cut);

    TCase *find = tcase_create("find");
    tcase_add_test(find, buckets_touch_and_are_found_again);
    tcase_add_test(find, times_outside_have_no_bucket);
    suite_add_tcase(suite, find);

    TCase *zone = tcase_create("zone");
    tcase_add_checked_fixture(zone, NULL, environment_restore);
    tcase_add_loop_test(zone, local_buckets_begin_at_local_midnight, 0, COUNT(midnights));
    tcase_add_test(zone, a_zone_of_quarters_shifts_the_hours);
    suite_add_tcase(suite, zone);
    return suite;
}
