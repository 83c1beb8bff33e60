#include "config.h"

#include "redis/sentinel_trust.h"
#include "unit/suites.h"

#define PAUSE 1000

START_TEST(it_is_given_and_taken_and_says_since_when_it_is_not)
{
    struct sentinel_trust trust;

    sentinel_trust_begin(&trust, 10);
    ck_assert(!trust.given);
    ck_assert_int_eq(trust.away_since_ms, 10);
    sentinel_trust_take(&trust, 20);
    ck_assert_int_eq(trust.away_since_ms, 10);
    sentinel_trust_give(&trust, 30);
    ck_assert(trust.given);
    ck_assert_int_eq(trust.away_since_ms, 0);
    sentinel_trust_take(&trust, 40);
    ck_assert(!trust.given);
    ck_assert_int_eq(trust.away_since_ms, 40);
}
END_TEST

START_TEST(a_doubt_is_heeded_for_five_pauses_and_again_when_it_comes_back)
{
    struct sentinel_trust trust;

    sentinel_trust_begin(&trust, 1);
    ck_assert(!sentinel_trust_doubts(&trust, false, PAUSE, 100));
    ck_assert(sentinel_trust_doubts(&trust, true, PAUSE, 200));
    ck_assert(sentinel_trust_doubts(&trust, true, PAUSE, 200 + 5 * PAUSE - 1));
    ck_assert(!sentinel_trust_doubts(&trust, true, PAUSE, 200 + 5 * PAUSE));
    ck_assert(!sentinel_trust_doubts(&trust, true, PAUSE, 200 + 50 * PAUSE));
    ck_assert(!sentinel_trust_doubts(&trust, false, PAUSE, 200 + 51 * PAUSE));
    ck_assert(sentinel_trust_doubts(&trust, true, PAUSE, 200 + 52 * PAUSE));
}
END_TEST

START_TEST(it_is_old_after_three_pauses_without_listening)
{
    struct sentinel_trust trust;

    sentinel_trust_begin(&trust, 1);
    ck_assert(!sentinel_trust_is_old(&trust, PAUSE, 100 * PAUSE));
    sentinel_trust_give(&trust, 1000);
    ck_assert(!sentinel_trust_is_old(&trust, PAUSE, 1000 + 3 * PAUSE));
    ck_assert(sentinel_trust_is_old(&trust, PAUSE, 1001 + 3 * PAUSE));
    sentinel_trust_listened(&trust, 5000);
    ck_assert(!sentinel_trust_is_old(&trust, PAUSE, 5000 + 3 * PAUSE));
}
END_TEST

Suite *suite_sentinel_trust(void)
{
    Suite *suite = suite_create("sentinel_trust");
    TCase *tcase = tcase_create("sentinel_trust");

    tcase_add_test(tcase, it_is_given_and_taken_and_says_since_when_it_is_not);
    tcase_add_test(tcase, a_doubt_is_heeded_for_five_pauses_and_again_when_it_comes_back);
    tcase_add_test(tcase, it_is_old_after_three_pauses_without_listening);
    suite_add_tcase(suite, tcase);
    return suite;
}
