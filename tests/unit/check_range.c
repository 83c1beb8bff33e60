#include "config.h"

#include "base/duration.h"
#include "range.h"
#include "unit/suites.h"

#define NOW INT64_C(1795357815000)
#define GRACE MS_PER_SECOND

static void assert_window(const struct range *range, int64_t now_ms, int64_t start_ms,
                          int64_t end_ms)
{
    struct time_range window = range_window(range, now_ms);

    ck_assert_int_eq(window.start_ms, start_ms);
    ck_assert_int_eq(window.end_ms, end_ms);
}

START_TEST(a_live_range_goes_with_the_clock)
{
    struct range range = range_live(MS_PER_HOUR);

    ck_assert_int_eq(range_moment(&range, NOW), NOW);
    assert_window(&range, NOW, NOW + GRACE - MS_PER_HOUR, NOW + GRACE);
    assert_window(&range, NOW + 5, NOW + 5 + GRACE - MS_PER_HOUR, NOW + 5 + GRACE);
}
END_TEST

START_TEST(a_fixed_range_stands_until_it_is_made_live)
{
    struct range range = range_fixed(MS_PER_HOUR, NOW - MS_PER_DAY);

    ck_assert_int_eq(range_moment(&range, NOW), NOW - MS_PER_DAY);
    assert_window(&range, NOW, NOW - MS_PER_DAY + GRACE - MS_PER_HOUR, NOW - MS_PER_DAY + GRACE);
    range_toggle_pause(&range, NOW);
    ck_assert_int_eq(range.mode, RANGE_LIVE);
    range_toggle_pause(&range, NOW);
    ck_assert_int_eq(range.mode, RANGE_PAUSED);
    assert_window(&range, NOW + MS_PER_DAY, NOW + GRACE - MS_PER_HOUR, NOW + GRACE);
}
END_TEST

START_TEST(a_length_is_returned_from_while_it_is_loaded)
{
    struct range range = range_live(MS_PER_HOUR);

    ck_assert(!range_return(&range));
    ck_assert(!range_set_length(&range, MS_PER_HOUR));
    ck_assert(range_set_length(&range, MS_PER_DAY));
    ck_assert(range_return(&range));
    ck_assert_int_eq(range.length_ms, MS_PER_HOUR);
    ck_assert(!range_return(&range));
    range_set_length(&range, MS_PER_DAY);
    range_loaded(&range);
    ck_assert(!range_return(&range));
    ck_assert_int_eq(range.length_ms, MS_PER_DAY);
}
END_TEST

static const struct {
    int64_t length_ms;
    int64_t next_ms;
} nexts[] = {
    {1, 15 * MS_PER_MINUTE},
    {15 * MS_PER_MINUTE, MS_PER_HOUR},
    {90 * MS_PER_MINUTE, 6 * MS_PER_HOUR},
    {6 * MS_PER_HOUR, MS_PER_DAY},
    {MS_PER_DAY, 7 * MS_PER_DAY},
    {7 * MS_PER_DAY, 15 * MS_PER_MINUTE},
    {30 * MS_PER_DAY, 15 * MS_PER_MINUTE},
};

START_TEST(the_usual_lengths_go_round)
{
    ck_assert_int_eq(range_next_preset(nexts[_i].length_ms), nexts[_i].next_ms);
}
END_TEST

static const struct {
    const char *text;
    int64_t length_ms; /* 0: refused */
} typed[] = {
    {"1s", MS_PER_SECOND},
    {"3660d", 3660 * MS_PER_DAY},
    {"999ms", 0},
    {"3661d", 0},
    {"0", 0},
    {"5", 0},
    {"", 0},
    {"soon", 0},
};

START_TEST(a_length_can_be_typed_within_limits)
{
    struct error error;
    int64_t length_ms = 0;

    ck_assert_int_eq(range_parse_length(typed[_i].text, &length_ms, &error),
                     typed[_i].length_ms != 0);
    if (typed[_i].length_ms != 0)
        ck_assert_int_eq(length_ms, typed[_i].length_ms);
    else
        ck_assert_str_ne(error.text, "");
}
END_TEST

START_TEST(what_it_is_held_against_is_as_long)
{
    struct range range = range_live(MS_PER_HOUR);
    struct time_range window = range_window(&range, NOW);
    struct time_range compared = range_compared(&range, NOW);

    ck_assert_int_eq(compared.start_ms, window.start_ms);
    range.compare_ms = MS_PER_DAY;
    compared = range_compared(&range, NOW);
    ck_assert_int_eq(compared.start_ms, window.start_ms - MS_PER_DAY);
    ck_assert_int_eq(compared.end_ms, window.end_ms - MS_PER_DAY);
}
END_TEST

START_TEST(looking_back_leaves_the_moment_and_comes_back_to_it)
{
    struct range range = range_live(MS_PER_HOUR);

    ck_assert(range_pan(&range, -MS_PER_HOUR / 2, NOW));
    ck_assert(range.back);
    ck_assert_int_eq(range_end(&range, NOW + 7), NOW - MS_PER_HOUR / 2);
    ck_assert_int_eq(range_moment(&range, NOW + 7), NOW + 7);
    ck_assert(range_pan(&range, MS_PER_HOUR / 4, NOW + 7));
    ck_assert_int_eq(range_end(&range, NOW + 7), NOW - MS_PER_HOUR / 4);
    ck_assert(range_pan(&range, MS_PER_HOUR, NOW + 7));
    ck_assert(!range.back);
    ck_assert(!range_pan(&range, MS_PER_HOUR, NOW + 7));
    assert_window(&range, NOW + 7, NOW + 7 + GRACE - MS_PER_HOUR, NOW + 7 + GRACE);
}
END_TEST

START_TEST(a_range_that_stands_is_looked_back_from_and_returned_to)
{
    struct range range = range_fixed(MS_PER_HOUR, NOW - MS_PER_DAY);

    range_pan(&range, -MS_PER_HOUR, NOW);
    ck_assert_int_eq(range_end(&range, NOW), NOW - MS_PER_DAY - MS_PER_HOUR);
    ck_assert_int_eq(range_moment(&range, NOW), NOW - MS_PER_DAY);
    range_pan(&range, MS_PER_DAY, NOW);
    ck_assert_int_eq(range_end(&range, NOW), NOW - MS_PER_DAY);
    range_go_live(&range);
    ck_assert_int_eq(range_end(&range, NOW), NOW);
}
END_TEST

START_TEST(there_is_nothing_before_the_epoch)
{
    struct range range = range_live(MS_PER_HOUR);

    ck_assert(range_pan(&range, -NOW, NOW));
    ck_assert_int_eq(range_end(&range, NOW), MS_PER_HOUR);
    ck_assert(!range_pan(&range, -MS_PER_HOUR, NOW));
}
END_TEST

START_TEST(zooming_keeps_a_moment_in_its_place)
{
    struct range range = range_fixed(MS_PER_HOUR, NOW - MS_PER_DAY);
    int64_t about_ms = NOW - MS_PER_DAY - MS_PER_HOUR / 4; /* three quarters through */

    range_zoom(&range, 0.5, about_ms, NOW);
    ck_assert_int_eq(range.length_ms, MS_PER_HOUR / 2);
    ck_assert_int_eq(range_end(&range, NOW) - about_ms, MS_PER_HOUR / 8);
    range_zoom(&range, 2, about_ms, NOW);
    ck_assert_int_eq(range.length_ms, MS_PER_HOUR);
    ck_assert_int_eq(range_end(&range, NOW), NOW - MS_PER_DAY);
    for (int i = 0; i < 100; i++)
        range_zoom(&range, 0.1, about_ms, NOW);
    ck_assert_int_eq(range.length_ms, MS_PER_SECOND);
    ck_assert(!range_zoom(&range, 0.1, about_ms, NOW));
    for (int i = 0; i < 100; i++)
        range_zoom(&range, 10, about_ms, NOW);
    ck_assert_int_eq(range.length_ms, 3660 * MS_PER_DAY);
    ck_assert_int_eq(range_end(&range, NOW), NOW - MS_PER_DAY);
}
END_TEST

START_TEST(a_moment_out_of_sight_is_put_in_the_middle)
{
    struct range range = range_live(MS_PER_HOUR);

    range_look_at(&range, NOW - MS_PER_MINUTE, NOW);
    ck_assert(!range.back);
    ck_assert_int_eq(range.cursor_ms, NOW - MS_PER_MINUTE);
    range_look_at(&range, NOW - MS_PER_DAY, NOW);
    ck_assert(range.back);
    ck_assert_int_eq(range_end(&range, NOW), NOW - MS_PER_DAY + MS_PER_HOUR / 2);
    range_go_live(&range);
    ck_assert_int_eq(range.cursor_ms, 0);
    ck_assert(!range.back);
}
END_TEST

START_TEST(it_is_told_in_words)
{
    struct range range = range_live(90 * MS_PER_MINUTE);
    int64_t now_ms = 10 * MS_PER_DAY + 14 * MS_PER_HOUR;
    char title[RANGE_TITLE_SIZE];

    range_title(&range, now_ms, ZONE_UTC, title);
    ck_assert_str_eq(title, "last 1h30m");
    range_pan(&range, -4 * MS_PER_HOUR, now_ms);
    range_title(&range, now_ms + 1000, ZONE_UTC, title);
    ck_assert_str_eq(title, "08:30-10:00, 4h ago");
    range_pan(&range, -MS_PER_DAY, now_ms);
    range_title(&range, now_ms, ZONE_UTC, title);
    ck_assert_str_eq(title, "10 Jan 08:30-10:00, 28h ago");
    range = range_fixed(MS_PER_DAY, 14 * MS_PER_HOUR + 30 * MS_PER_MINUTE + 15000);
    range_title(&range, now_ms, ZONE_UTC, title);
    ck_assert_str_eq(title, "24h until 14:30:15");
}
END_TEST

Suite *suite_range(void)
{
    Suite *suite = suite_create("range");
    TCase *tcase = tcase_create("range");

    tcase_add_test(tcase, a_live_range_goes_with_the_clock);
    tcase_add_test(tcase, a_fixed_range_stands_until_it_is_made_live);
    tcase_add_test(tcase, a_length_is_returned_from_while_it_is_loaded);
    tcase_add_loop_test(tcase, the_usual_lengths_go_round, 0,
                        (int)(sizeof(nexts) / sizeof(nexts[0])));
    tcase_add_loop_test(tcase, a_length_can_be_typed_within_limits, 0,
                        (int)(sizeof(typed) / sizeof(typed[0])));
    tcase_add_test(tcase, what_it_is_held_against_is_as_long);
    tcase_add_test(tcase, looking_back_leaves_the_moment_and_comes_back_to_it);
    tcase_add_test(tcase, a_range_that_stands_is_looked_back_from_and_returned_to);
    tcase_add_test(tcase, there_is_nothing_before_the_epoch);
    tcase_add_test(tcase, a_moment_out_of_sight_is_put_in_the_middle);
    tcase_add_test(tcase, zooming_keeps_a_moment_in_its_place);
    tcase_add_test(tcase, it_is_told_in_words);
    suite_add_tcase(suite, tcase);
    return suite;
}
