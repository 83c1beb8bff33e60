/* When reports of a tenant came: a plain array of all of them says the same. */
#include "config.h"

#include "source/file/arrivals.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <stdlib.h>

#define REPORTS 2000
#define START INT64_C(1795600000000)

static int64_t times[REPORTS];

/* Returns the arrivals around a moment, looked for among all. */
static struct quiet around(int64_t at_ms)
{
    struct quiet quiet = {INT64_MIN, INT64_MAX};

    for (size_t i = 0; i < REPORTS; i++) {
        if (times[i] <= at_ms && times[i] > quiet.before_ms)
            quiet.before_ms = times[i];
        if (times[i] > at_ms && times[i] < quiet.after_ms)
            quiet.after_ms = times[i];
    }
    return quiet;
}

/* Minutes, hours and nights apart, then in another order. */
static void make_times(struct dice *dice)
{
    int64_t time_ms = START;

    for (size_t i = 0; i < REPORTS; i++) {
        size_t gap = dice_once_in(dice, 200) ? 600 : dice_once_in(dice, 20) ? 60 : 4;
        time_ms += (int64_t)dice_below(dice, gap) * MS_PER_MINUTE;
        times[i] = time_ms;
    }
    for (size_t i = 0; i < REPORTS && dice_once_in(dice, 2); i++) {
        size_t other = dice_below(dice, REPORTS);
        int64_t moved = times[i];
        times[i] = times[other];
        times[other] = moved;
    }
}

START_TEST(what_came_around_a_moment_is_told_as_by_all_arrivals)
{
    struct dice dice = {.state = (uint64_t)_i + 1};
    struct arrivals arrivals = {0};
    int64_t newest_ms = 0;

    make_times(&dice);
    for (size_t i = 0; i < REPORTS; i++) {
        arrivals_add(&arrivals, times[i]);
        newest_ms = times[i] > newest_ms ? times[i] : newest_ms;
    }
    for (int i = 0; i < 1000; i++) {
        int64_t at_ms =
            newest_ms + MS_PER_HOUR - (int64_t)dice_below(&dice, ARRIVALS_KEPT_MS - MS_PER_HOUR);
        struct quiet told = arrivals_around(&arrivals, at_ms);
        struct quiet right = around(at_ms);
        if (right.after_ms != INT64_MAX && right.after_ms - right.before_ms <= ARRIVALS_GAP_MS)
            right = (struct quiet){at_ms, at_ms};
        /* What lies at the end of a stretch or at the moment itself may be told either way. */
        if (told.before_ms == at_ms)
            ck_assert_int_le(at_ms - around(at_ms).before_ms, ARRIVALS_GAP_MS);
        else if (right.before_ms >= newest_ms - ARRIVALS_KEPT_MS)
            ck_assert(told.before_ms == right.before_ms && told.after_ms == right.after_ms);
    }
    arrivals_free(&arrivals);
}
END_TEST

START_TEST(what_is_older_than_three_days_is_forgotten)
{
    struct arrivals arrivals = {0};

    for (int64_t i = 0; i < 24 * 365; i++)
        arrivals_add(&arrivals, START + i * MS_PER_HOUR);
    ck_assert_uint_le(arrivals.count, 24 * 4);
    arrivals_add(&arrivals, START);
    ck_assert_int_gt(arrivals.stretches[0].first_ms, START);
    arrivals_free(&arrivals);
}
END_TEST

START_TEST(tenants_are_told_apart)
{
    struct arrivals_table table = {0};

    arrivals_add(arrivals_find(&table, SLICE("a")), START);
    arrivals_add(arrivals_find(&table, SLICE("b")), START + MS_PER_HOUR);
    ck_assert_int_eq(
        arrivals_around(arrivals_find(&table, SLICE("a")), START + MS_PER_DAY).before_ms, START);
    ck_assert_int_eq(arrivals_around(arrivals_find(&table, SLICE("b")), START).after_ms,
                     START + MS_PER_HOUR);
    ck_assert_int_eq(arrivals_around(arrivals_find(&table, SLICE("c")), START).before_ms,
                     INT64_MIN);
    arrivals_table_free(&table);
}
END_TEST

Suite *suite_arrivals(void)
{
    Suite *suite = suite_create("arrivals");
    TCase *tcase = tcase_create("arrivals");

    tcase_add_loop_test(tcase, what_came_around_a_moment_is_told_as_by_all_arrivals, 0, 10);
    tcase_add_test(tcase, what_is_older_than_three_days_is_forgotten);
    tcase_add_test(tcase, tenants_are_told_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
