#include "config.h"

#include "source/redis/stream.h"
#include "unit/suites.h"

#define STREAMS 10

static struct turns turns;
static struct stream streams[STREAMS];

static void setup(void)
{
    turns_begin(&turns);
    for (size_t i = 0; i < STREAMS; i++) {
        streams[i] = (struct stream){.number = i};
        turns_put(&turns, &streams[i], (int64_t)i);
    }
}

/* Asks the next one at that moment, of those that were asked no later than `due_ms`; returns its
 * number, or STREAMS. */
static size_t ask(int64_t due_ms, int64_t now_ms)
{
    turns_change(&turns, due_ms);
    struct stream *stream = turns_next(&turns, due_ms);
    if (stream == NULL)
        return STREAMS;
    turns_put(&turns, stream, now_ms);
    return stream->number;
}

START_TEST(who_was_asked_longest_ago_comes_first)
{
    for (size_t round = 1; round < 4; round++) {
        for (size_t i = 0; i < STREAMS; i++) {
            ck_assert_int_eq(turns_oldest_ms(&turns), (int64_t)(100 * (round - 1) + i));
            ck_assert_uint_eq(ask(INT64_MAX, (int64_t)(100 * round + i)), i);
        }
    }
}
END_TEST

START_TEST(nobody_is_asked_before_it_is_due)
{
    ck_assert_uint_eq(ask(0, 50), 0);
    ck_assert_uint_eq(ask(0, 50), STREAMS);
    ck_assert_uint_eq(ask(1, 50), 1);
}
END_TEST

START_TEST(who_had_news_is_asked_in_every_second_turn)
{
    turns_heard(&turns, &streams[7], true);
    for (int64_t now_ms = 100; now_ms < 108; now_ms++) {
        size_t number = ask(INT64_MAX, now_ms);
        ck_assert_uint_eq(number == 7, now_ms % 2 == 1);
        turns_heard(&turns, &streams[number], number == 7);
    }
}
END_TEST

START_TEST(who_had_no_news_for_some_rounds_is_one_of_many_again)
{
    size_t asked = 0;

    turns_heard(&turns, &streams[7], true);
    for (int64_t now_ms = 100; now_ms < 112; now_ms++) {
        size_t number = ask(INT64_MAX, now_ms);
        asked += number == 7;
        turns_heard(&turns, &streams[number], false);
    }
    ck_assert_uint_eq(asked, 3);
    ck_assert_uint_eq(streams[7].turn.lively, 0);
}
END_TEST

START_TEST(all_others_have_half_of_the_turns_however_many_have_news)
{
    size_t quiet = 0;

    for (size_t i = 1; i < STREAMS; i++)
        turns_heard(&turns, &streams[i], true);
    for (int64_t now_ms = 100; now_ms < 120; now_ms++) {
        size_t number = ask(INT64_MAX, now_ms);
        quiet += number == 0;
        turns_heard(&turns, &streams[number], number != 0);
    }
    ck_assert_uint_eq(quiet, 10);
}
END_TEST

START_TEST(a_ring_may_become_empty)
{
    struct turns other;

    turns_begin(&other);
    ck_assert_int_eq(turns_oldest_ms(&other), INT64_MAX);
    for (size_t i = 0; i < STREAMS; i++)
        turns_put(&other, &streams[i], 5);
    ck_assert_int_eq(turns_oldest_ms(&turns), INT64_MAX);
    ck_assert_uint_eq(ask(INT64_MAX, 50), STREAMS);
    ck_assert_int_eq(turns_oldest_ms(&other), 5);
}
END_TEST

Suite *suite_turns(void)
{
    Suite *suite = suite_create("turns");
    TCase *tcase = tcase_create("turns");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, who_was_asked_longest_ago_comes_first);
    tcase_add_test(tcase, nobody_is_asked_before_it_is_due);
    tcase_add_test(tcase, who_had_news_is_asked_in_every_second_turn);
    tcase_add_test(tcase, who_had_no_news_for_some_rounds_is_one_of_many_again);
    tcase_add_test(tcase, all_others_have_half_of_the_turns_however_many_have_news);
    tcase_add_test(tcase, a_ring_may_become_empty);
    suite_add_tcase(suite, tcase);
    return suite;
}
