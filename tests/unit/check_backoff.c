#include "config.h"

#include "redis/backoff.h"
#include "unit/suites.h"

START_TEST(the_longest_delay_doubles_up_to_the_limit)
{
    static const int64_t delays[] = {100,  200,   400,   800,   1600, 3200,
                                     6400, 12800, 25600, 30000, 30000};

    for (unsigned failures = 0; failures < sizeof(delays) / sizeof(delays[0]); failures++)
        ck_assert_int_eq(backoff_delay(failures, 100, 30000, 0), delays[failures]);
    ck_assert_int_eq(backoff_delay(UINT32_MAX, 100, 30000, 0), 30000);
}
END_TEST

START_TEST(randomness_takes_away_up_to_half)
{
    int64_t shortest = INT64_MAX;

    for (uint32_t random = 0; random < 1000; random++) {
        int64_t delay = backoff_delay(1, 100, 30000, random);
        ck_assert(delay >= 100 && delay <= 200);
        shortest = delay < shortest ? delay : shortest;
    }
    ck_assert_int_eq(shortest, 100);
    ck_assert_int_ge(backoff_delay(20, 100, 30000, UINT32_MAX), 15000);
}
END_TEST

START_TEST(odd_limits_never_overflow_nor_wait_below_zero)
{
    ck_assert_int_eq(backoff_delay(5, 0, 0, 7), 0);
    ck_assert_int_eq(backoff_delay(UINT32_MAX, 0, 1000, 7), 0);
    ck_assert_int_eq(backoff_delay(5, -1, 1000, 7), 0);
    ck_assert_int_eq(backoff_delay(0, 5000, 1000, 0), 1000);
    ck_assert_int_eq(backoff_delay(0, 1, 1, 7), 1);
    ck_assert_int_eq(backoff_delay(1000, 1, INT64_MAX, 0), INT64_MAX);
}
END_TEST

Suite *suite_backoff(void)
{
    Suite *suite = suite_create("backoff");
    TCase *tcase = tcase_create("backoff");

    tcase_add_test(tcase, the_longest_delay_doubles_up_to_the_limit);
    tcase_add_test(tcase, randomness_takes_away_up_to_half);
    tcase_add_test(tcase, odd_limits_never_overflow_nor_wait_below_zero);
    suite_add_tcase(suite, tcase);
    return suite;
}
