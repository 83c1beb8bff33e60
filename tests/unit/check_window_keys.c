#include "config.h"

#include "base/duration.h"
#include "input.h"
#include "reaction.h"
#include "support/state_fixture.h"
#include "unit/suites.h"

START_TEST(windows_are_switched_by_one_key)
{
    static const int64_t presets[] = {15 * MS_PER_MINUTE, MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY,
                                      7 * MS_PER_DAY};

    for (int i = 0; i < 5; i++) {
        state_press((uint32_t)('1' + i));
        ck_assert_int_eq(state.range.length_ms, presets[i]);
    }
    state_press('w');
    ck_assert_int_eq(state.range.length_ms, presets[0]);
    state_press('w');
    ck_assert_int_eq(state.range.length_ms, presets[1]);
}
END_TEST

static const struct {
    const char *typed;
    int64_t window_ms; /* 0: refused */
} windows[] = {
    {"90m", 90 * MS_PER_MINUTE},
    {"2d", 2 * MS_PER_DAY},
    {"1h30m", 90 * MS_PER_MINUTE},
    {"1s", MS_PER_SECOND},
    {"0", 0},
    {"999ms", 0},
    {"3661d", 0},
    {"5", 0},
    {"hour", 0},
    {"-1h", 0},
};

START_TEST(any_window_can_be_typed)
{
    state_press('W');
    state_type(windows[_i].typed);
    state_press(INPUT_ENTER);
    if (windows[_i].window_ms != 0) {
        ck_assert_int_eq(state.range.length_ms, windows[_i].window_ms);
        ck_assert_ptr_null(state.prompt.rules);
    } else {
        ck_assert_int_eq(state.range.length_ms, MS_PER_HOUR);
        ck_assert_str_ne(state.prompt.error, "");
        state_press('m');
        ck_assert_str_eq(state.prompt.error, "");
    }
}
END_TEST

START_TEST(nothing_typed_changes_nothing)
{
    static const uint32_t keys[] = {'W', ':'};

    for (size_t i = 0; i < 2; i++) {
        state_press(keys[i]);
        state_press(INPUT_ENTER);
        ck_assert_ptr_null(state.prompt.rules);
        ck_assert_int_eq(state.range.length_ms, MS_PER_HOUR);
    }
}
END_TEST

static const struct {
    const char *typed;
    int64_t window_ms; /* that it is then */
    unsigned reaction;
    const char *error; /* NULL: it is done */
} typed[] = {
    {"90m", 90 * MS_PER_MINUTE, REACTION_WATCH, NULL},
    {" 1h 30m", MS_PER_HOUR, 0, ""},
    {"w 90m", 90 * MS_PER_MINUTE, REACTION_WATCH, NULL},
    {"window  2d ", 2 * MS_PER_DAY, REACTION_WATCH, NULL},
    {"w", MS_PER_HOUR, 0, "as in: w 90m"},
    {"w soon", MS_PER_HOUR, 0, ""},
    {"reload", MS_PER_HOUR, REACTION_RELOAD, NULL},
    {"reload now", MS_PER_HOUR, 0, "reload takes nothing behind it"},
    {"q", MS_PER_HOUR, REACTION_QUIT, NULL},
    {"quit", MS_PER_HOUR, REACTION_QUIT, NULL},
    {"wq", MS_PER_HOUR, 0, "no such command: wq"},
    {"-1h", MS_PER_HOUR, 0, "no such command: -1h"},
};

START_TEST(commands_are_typed_behind_a_colon)
{
    state_press(':');
    state_type(typed[_i].typed);
    reaction_set reactions = state_press(INPUT_ENTER);
    ck_assert_int_eq(state.range.length_ms, typed[_i].window_ms);
    ck_assert_uint_eq(reactions & ~(unsigned)REACTION_DRAW, typed[_i].reaction);
    if (typed[_i].error == NULL) {
        ck_assert_ptr_null(state.prompt.rules);
    } else if (typed[_i].error[0] == '\0') {
        ck_assert_str_ne(state.prompt.error, "");
    } else {
        ck_assert_str_eq(state.prompt.error, typed[_i].error);
    }
}
END_TEST

START_TEST(escape_leaves_a_window_that_is_still_loading)
{
    state_press(INPUT_ENTER);
    sight.loading = true;
    state_press('5');
    state_press(INPUT_ESCAPE);
    ck_assert_int_eq(state.range.length_ms, MS_PER_HOUR);
    ck_assert_str_eq(state_screen(), "tenant");
    state_press(INPUT_ESCAPE);
    ck_assert_str_eq(state_screen(), "fleet");
}
END_TEST

START_TEST(once_loaded_escape_goes_back_instead)
{
    state_press(INPUT_ENTER);
    sight.loading = true;
    state_press('5');
    sight.loading = false;
    state_look();
    state_press(INPUT_ESCAPE);
    ck_assert_int_eq(state.range.length_ms, 7 * MS_PER_DAY);
    ck_assert_str_eq(state_screen(), "fleet");
}
END_TEST

START_TEST(a_paused_view_stands_while_time_goes_on)
{
    struct time_range before = range_window(&state.range, STATE_NOW);

    state_press('p');
    ck_assert_int_eq(state.range.mode, RANGE_PAUSED);
    struct time_range after = range_window(&state.range, STATE_NOW + MS_PER_MINUTE);
    ck_assert_int_eq(before.start_ms, after.start_ms);
    ck_assert_int_eq(before.end_ms, after.end_ms);
    state_press('p');
    ck_assert_int_eq(state.range.mode, RANGE_LIVE);
    after = range_window(&state.range, STATE_NOW + MS_PER_MINUTE);
    ck_assert_int_eq(after.end_ms - before.end_ms, MS_PER_MINUTE);
    ck_assert_int_eq(after.end_ms - after.start_ms, MS_PER_HOUR);
}
END_TEST

Suite *suite_window_keys(void)
{
    Suite *suite = suite_create("window_keys");
    TCase *tcase = tcase_create("window_keys");

    tcase_add_checked_fixture(tcase, state_fixture_setup, state_fixture_teardown);
    tcase_add_test(tcase, windows_are_switched_by_one_key);
    tcase_add_loop_test(tcase, any_window_can_be_typed, 0,
                        (int)(sizeof(windows) / sizeof(windows[0])));
    tcase_add_test(tcase, nothing_typed_changes_nothing);
    tcase_add_loop_test(tcase, commands_are_typed_behind_a_colon, 0,
                        (int)(sizeof(typed) / sizeof(typed[0])));
    tcase_add_test(tcase, escape_leaves_a_window_that_is_still_loading);
    tcase_add_test(tcase, once_loaded_escape_goes_back_instead);
    tcase_add_test(tcase, a_paused_view_stands_while_time_goes_on);
    suite_add_tcase(suite, tcase);
    return suite;
}
