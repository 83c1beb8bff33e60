/* How states are said to people, and since when. */
#include "config.h"

#include "base/duration.h"
#include "present/state_words.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define NOW INT64_C(1795464000000) /* 2026-11-23 20:00 UTC */

START_TEST(each_state_has_a_word_of_its_own)
{
    for (int a = 0; a < STATE_COUNT; a++) {
        ck_assert_ptr_nonnull(state_word((enum state)a));
        ck_assert_ptr_null(strchr(state_word((enum state)a), '_'));
        for (int b = 0; b < a; b++)
            ck_assert_str_ne(state_word((enum state)a), state_word((enum state)b));
    }
}
END_TEST

START_TEST(marks_tell_the_states_apart_and_read_as_no_digit)
{
    for (int a = 0; a < STATE_COUNT; a++) {
        ck_assert_ptr_nonnull(state_mark((enum state)a));
        ck_assert_ptr_null(strpbrk(state_mark((enum state)a), "0123456789OIl"));
        for (int b = 0; b < a; b++)
            ck_assert_str_ne(state_mark((enum state)a), state_mark((enum state)b));
    }
}
END_TEST

START_TEST(a_severity_has_the_word_of_its_state)
{
    ck_assert_str_eq(severity_word(SEVERITY_DEGRADED), "degraded");
    ck_assert_str_eq(severity_word(SEVERITY_NO_DATA), "no data");
    ck_assert_str_eq(severity_word(SEVERITY_ABSENT), "absent");
}
END_TEST

static const struct {
    int64_t since_ms;
    bool before;
    const char *length, *moment;
} moments[] = {
    {NOW, false, "<1s", "20:00"},
    {NOW - 4 * MS_PER_MINUTE, false, "4m", "19:56"},
    {NOW - 80 * MS_PER_MINUTE, true, ">1h", "before 18:40"},
    {NOW - 23 * MS_PER_HOUR, false, "23h", "21:00"},
    {NOW - MS_PER_DAY, false, "24h", "2026-11-22 20:00"},
    {NOW - 40 * MS_PER_DAY, true, ">5w", "before 2026-10-14 20:00"},
    {NOW + 5 * MS_PER_HOUR, false, "<1s", "2026-11-24 01:00"},
};

START_TEST(since_when_is_never_negative_and_dated_where_it_must_be)
{
    char length[SINCE_LENGTH_SIZE];
    char moment[SINCE_MOMENT_SIZE];

    since_length(moments[_i].since_ms, moments[_i].before, NOW, length);
    since_moment(moments[_i].since_ms, moments[_i].before, NOW, ZONE_UTC, moment);
    ck_assert_str_eq(length, moments[_i].length);
    ck_assert_str_eq(moment, moments[_i].moment);
}
END_TEST

START_TEST(since_when_is_told_in_the_zone)
{
    char moment[SINCE_MOMENT_SIZE];

    environment_time_zone("XXX-5:30");
    since_moment(NOW, false, NOW, ZONE_LOCAL, moment);
    ck_assert_str_eq(moment, "01:30");
    environment_restore();
}
END_TEST

Suite *suite_state_words(void)
{
    Suite *suite = suite_create("state_words");
    TCase *tcase = tcase_create("state_words");

    tcase_add_test(tcase, each_state_has_a_word_of_its_own);
    tcase_add_test(tcase, marks_tell_the_states_apart_and_read_as_no_digit);
    tcase_add_test(tcase, a_severity_has_the_word_of_its_state);
    tcase_add_loop_test(tcase, since_when_is_never_negative_and_dated_where_it_must_be, 0,
                        COUNT(moments));
    tcase_add_test(tcase, since_when_is_told_in_the_zone);
    suite_add_tcase(suite, tcase);
    return suite;
}
