#include "config.h"

#include "source/redis/share.h"
#include "unit/suites.h"

#define SECOND_US 1000000

static struct share share;
static int64_t now_us;

static void setup(void)
{
    now_us = SECOND_US;
    share_begin(&share, 2);
}

/* A server that needs so long for a key and for the trip. */
static void learn(double key_us, int64_t trip_us, int times)
{
    while (share_wants_trip(&share, now_us))
        share_learn(&share, SHARE_KEY, 1, trip_us + (int64_t)key_us, now_us);
    for (int i = 0; i < times; i++)
        share_learn(&share, SHARE_KEY, 1000, trip_us + (int64_t)(1000 * key_us), now_us);
}

START_TEST(what_a_key_costs_is_what_it_takes_beside_the_trip)
{
    learn(1, 50000, 40);
    ck_assert_double_eq_tol(share.price_us[SHARE_KEY], 1, 0.1);
    learn(3, 50000, 40);
    ck_assert_double_eq_tol(share.price_us[SHARE_KEY], 3, 0.1);
}
END_TEST

START_TEST(a_reply_that_waited_for_us_changes_little)
{
    learn(1, 100, 40);
    share_learn(&share, SHARE_KEY, 1000, 80000, now_us);
    ck_assert_double_lt(share.price_us[SHARE_KEY], 1.2);
    learn(1, 100, 4);
    ck_assert_double_lt(share.price_us[SHARE_KEY], 1.02);
}
END_TEST

START_TEST(a_trip_that_grows_is_learned_in_time)
{
    learn(1, 100, 40);
    learn(1, 20100, 40);
    ck_assert_double_gt(share.price_us[SHARE_KEY], 10);
    now_us += 61LL * SECOND_US;
    learn(1, 20100, 40);
    ck_assert_double_eq_tol(share.price_us[SHARE_KEY], 1, 0.1);
}
END_TEST

START_TEST(nothing_keeps_a_server_for_long)
{
    ck_assert_uint_le(share_keys(&share), 100);
    learn(1, 100, 60);
    ck_assert_uint_ge(share_keys(&share), 900);
    ck_assert_uint_le(share_keys(&share), 1100);
    learn(100, 100, 60);
    ck_assert_uint_le(share_keys(&share), 25);
    learn(100000, 100, 200);
    ck_assert_uint_eq(share_keys(&share), 1);
}
END_TEST

static const unsigned percents[] = {1, 2, 10, 50, 99};

/* Whoever always has something to ask takes its share of a minute, and no more. */
START_TEST(the_share_holds_and_is_used)
{
    unsigned percent = percents[_i];
    int64_t taken_us = 0;
    int64_t begin_us = now_us;

    share_begin(&share, percent);
    learn(2, 100, 60);
    while (now_us < begin_us + 60LL * SECOND_US) {
        if (share_may_ask(&share, now_us)) {
            share_spend(&share, SHARE_KEY, 800);
            taken_us += 1600;
            now_us += 1600;
        }
        now_us += share_wait_us(&share);
    }
    ck_assert_double_le((double)taken_us, 0.0102 * percent * (double)(now_us - begin_us));
    ck_assert_double_ge((double)taken_us, 0.0095 * percent * (double)(now_us - begin_us));
}
END_TEST

START_TEST(what_was_saved_for_long_is_not_spent_at_once)
{
    size_t asked = 0;

    learn(2, 100, 60);
    share_may_ask(&share, now_us);
    now_us += 3600LL * SECOND_US;
    for (; share_may_ask(&share, now_us); asked++)
        share_spend(&share, SHARE_KEY, 800);
    ck_assert_uint_le(asked, 5);
}
END_TEST

START_TEST(without_a_share_nothing_may_be_asked)
{
    share_begin(&share, 0);
    now_us += 3600LL * SECOND_US;
    ck_assert(!share_may_ask(&share, now_us));
    share_let_pass(&share);
    ck_assert(!share_may_follow(&share, now_us));
    ck_assert_int_eq(share_wait_us(&share), INT64_MAX);
}
END_TEST

START_TEST(who_is_served_second_asks_once_between_two_that_are_first)
{
    share_may_ask(&share, now_us);
    share_spend(&share, SHARE_KEY, 1000);
    ck_assert(!share_may_follow(&share, now_us));
    share_let_pass(&share);
    ck_assert(share_may_follow(&share, now_us));
    ck_assert(!share_may_follow(&share, now_us));
}
END_TEST

START_TEST(another_server_is_another_one)
{
    learn(9, 100, 60);
    share_forget(&share);
    ck_assert(share_wants_trip(&share, now_us));
    ck_assert_double_lt(share.price_us[SHARE_KEY], 3);
}
END_TEST

Suite *suite_share(void)
{
    Suite *suite = suite_create("share");
    TCase *tcase = tcase_create("share");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, what_a_key_costs_is_what_it_takes_beside_the_trip);
    tcase_add_test(tcase, a_reply_that_waited_for_us_changes_little);
    tcase_add_test(tcase, a_trip_that_grows_is_learned_in_time);
    tcase_add_test(tcase, nothing_keeps_a_server_for_long);
    tcase_add_loop_test(tcase, the_share_holds_and_is_used, 0,
                        sizeof(percents) / sizeof(percents[0]));
    tcase_add_test(tcase, what_was_saved_for_long_is_not_spent_at_once);
    tcase_add_test(tcase, without_a_share_nothing_may_be_asked);
    tcase_add_test(tcase, who_is_served_second_asks_once_between_two_that_are_first);
    tcase_add_test(tcase, another_server_is_another_one);
    suite_add_tcase(suite, tcase);
    return suite;
}
