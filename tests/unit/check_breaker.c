#include "config.h"

#include "sink/breaker.h"
#include "sink/retry.h"
#include "unit/suites.h"

START_TEST(a_closed_breaker_lets_everything_pass)
{
    struct breaker breaker = breaker_create(100, 1000);

    ck_assert_uint_eq(breaker_allowance(&breaker, 0), UINT64_MAX);
    ck_assert(!breaker_succeeded(&breaker));
    ck_assert_int_eq(breaker.state, BREAKER_CLOSED);
}
END_TEST

START_TEST(a_failure_opens_it_until_the_next_try)
{
    struct breaker breaker = breaker_create(100, 1000);

    ck_assert(breaker_failed(&breaker, 5000, 0));
    ck_assert_int_eq(breaker.state, BREAKER_OPEN);
    ck_assert_int_eq(breaker.retry_at_ms, 5100);
    ck_assert_uint_eq(breaker_allowance(&breaker, 5099), 0);
    ck_assert_uint_eq(breaker_allowance(&breaker, 5100), 1);
    ck_assert_int_eq(breaker.state, BREAKER_HALF_OPEN);
}
END_TEST

START_TEST(half_open_sends_one_probe_only)
{
    struct breaker breaker = breaker_create(100, 1000);

    breaker_failed(&breaker, 0, 0);
    ck_assert_uint_eq(breaker_allowance(&breaker, 100), 1);
    ck_assert_uint_eq(breaker_allowance(&breaker, 100), 0);
    ck_assert_uint_eq(breaker_allowance(&breaker, 100000), 0);
}
END_TEST

START_TEST(a_probe_that_succeeds_closes_it)
{
    struct breaker breaker = breaker_create(100, 1000);

    breaker_failed(&breaker, 0, 0);
    breaker_allowance(&breaker, 100);
    ck_assert(breaker_succeeded(&breaker));
    ck_assert_int_eq(breaker.state, BREAKER_CLOSED);
    ck_assert_uint_eq(breaker_allowance(&breaker, 101), UINT64_MAX);
    /* The next trouble begins with the shortest pause again. */
    breaker_failed(&breaker, 200, 0);
    ck_assert_int_eq(breaker.retry_at_ms, 300);
}
END_TEST

START_TEST(each_probe_that_fails_doubles_the_pause_up_to_the_longest)
{
    static const int64_t pauses[] = {100, 200, 400, 800, 1000, 1000};
    struct breaker breaker = breaker_create(100, 1000);
    int64_t now_ms = 0;

    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        ck_assert(breaker_failed(&breaker, now_ms, 0));
        ck_assert_int_eq(breaker.retry_at_ms - now_ms, pauses[i]);
        now_ms = breaker.retry_at_ms;
        ck_assert_uint_eq(breaker_allowance(&breaker, now_ms), 1);
    }
}
END_TEST

START_TEST(a_sign_of_life_lets_the_next_probe_go_at_once)
{
    struct breaker breaker = breaker_create(100, 1000);

    for (int trouble = 0; trouble < 2; trouble++) {
        breaker_failed(&breaker, 0, 0);
        breaker_wake(&breaker, 10);
        ck_assert_uint_eq(breaker_allowance(&breaker, 10), 1);
        ck_assert(breaker_succeeded(&breaker));
    }
}
END_TEST

START_TEST(signs_of_life_without_a_probe_that_succeeds_are_believed_once)
{
    static const int64_t pauses[] = {200, 400, 800, 1000, 1000};
    struct breaker breaker = breaker_create(100, 1000);
    int64_t now_ms = 10;

    breaker_failed(&breaker, 0, 0);
    breaker_wake(&breaker, now_ms);
    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        ck_assert_uint_eq(breaker_allowance(&breaker, now_ms), 1);
        ck_assert(breaker_failed(&breaker, now_ms, 0));
        breaker_wake(&breaker, now_ms);
        ck_assert_int_eq(breaker.retry_at_ms - now_ms, pauses[i]);
        now_ms = breaker.retry_at_ms;
    }
}
END_TEST

START_TEST(late_answers_do_not_move_an_open_breaker)
{
    struct breaker breaker = breaker_create(100, 1000);

    breaker_failed(&breaker, 0, 0);
    ck_assert(!breaker_failed(&breaker, 50, 0));
    ck_assert_int_eq(breaker.retry_at_ms, 100);
    ck_assert(!breaker_succeeded(&breaker));
    ck_assert_int_eq(breaker.state, BREAKER_OPEN);
}
END_TEST

START_TEST(jitter_shortens_a_pause_by_at_most_half)
{
    for (uint32_t random = 0; random < 200; random++) {
        struct breaker breaker = breaker_create(100, 1000);
        breaker_failed(&breaker, 0, random);
        ck_assert_int_ge(breaker.retry_at_ms, 50);
        ck_assert_int_le(breaker.retry_at_ms, 100);
    }
}
END_TEST

START_TEST(what_fails_is_tried_again_after_pauses_that_grow_and_told_once)
{
    static const int64_t pauses[] = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
    struct error full = {.class = ERROR_SYSTEM, .text = "full"};
    struct error gone = {.class = ERROR_SYSTEM, .text = "gone"};
    struct retry retry = {0};
    int64_t now_ms = 1000;

    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        ck_assert(retry_is_due(&retry, now_ms));
        ck_assert_int_eq(retry_failed(&retry, &full, now_ms), i == 0);
        ck_assert(!retry_is_due(&retry, now_ms + pauses[i] - 1));
        now_ms += pauses[i];
    }
    ck_assert(retry_failed(&retry, &gone, now_ms));
    ck_assert_int_eq(retry.since_ms, 1000);
    ck_assert(retry_succeeded(&retry));
    ck_assert(!retry_succeeded(&retry));
    ck_assert(retry_is_due(&retry, now_ms));
    ck_assert_int_eq(retry.error.class, ERROR_NONE);
}
END_TEST

Suite *suite_breaker(void)
{
    Suite *suite = suite_create("breaker");
    TCase *tests = tcase_create("breaker");

    tcase_add_test(tests, a_closed_breaker_lets_everything_pass);
    tcase_add_test(tests, a_failure_opens_it_until_the_next_try);
    tcase_add_test(tests, half_open_sends_one_probe_only);
    tcase_add_test(tests, a_probe_that_succeeds_closes_it);
    tcase_add_test(tests, each_probe_that_fails_doubles_the_pause_up_to_the_longest);
    tcase_add_test(tests, a_sign_of_life_lets_the_next_probe_go_at_once);
    tcase_add_test(tests, signs_of_life_without_a_probe_that_succeeds_are_believed_once);
    tcase_add_test(tests, late_answers_do_not_move_an_open_breaker);
    tcase_add_test(tests, jitter_shortens_a_pause_by_at_most_half);
    tcase_add_test(tests, what_fails_is_tried_again_after_pauses_that_grow_and_told_once);
    suite_add_tcase(suite, tests);
    return suite;
}
