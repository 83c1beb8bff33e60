#include "config.h"

#include "input.h"
#include "support/state_fixture.h"
#include "unit/suites.h"

#include <string.h>

START_TEST(at_first_the_worst_tenant_is_selected_whoever_that_is)
{
    ck_assert_str_eq(state_selected(), "delta");
    state_add_tenant("omega", "x=D-9");
    state_look();
    ck_assert_str_eq(state_selected(), "omega");
}
END_TEST

START_TEST(a_selection_follows_the_tenant_and_not_the_row)
{
    state_press('j');
    ck_assert_str_eq(state_selected(), "alpha");
    state_add_tenant("omega", "x=D-9");
    state_look();
    ck_assert_str_eq(state_selected(), "alpha");
    ck_assert_uint_eq(state_row(), 2);
    state_press('g');
    ck_assert_str_eq(state_selected(), "omega");
}
END_TEST

static const struct {
    uint32_t keys[6];
    const char *selected;
    size_t top;
} moves[] = {
    {{'j'}, "alpha", 0},
    {{INPUT_DOWN, INPUT_DOWN}, "beta", 1},
    {{'j', 'k'}, "delta", 0},
    {{'k'}, "delta", 0},
    {{'G'}, "gamma", 2},
    {{'G', 'j'}, "gamma", 2},
    {{INPUT_END, INPUT_HOME}, "delta", 0},
    {{INPUT_PAGE_DOWN}, "alpha", 0},
    {{INPUT_PAGE_DOWN, INPUT_PAGE_DOWN, INPUT_PAGE_DOWN, INPUT_PAGE_DOWN}, "gamma", 2},
    {{'G', INPUT_PAGE_UP}, "beta", 2},
    {{'G', 'k', 'k'}, "alpha", 1},
};

START_TEST(moving_keeps_the_selected_row_on_the_screen)
{
    for (size_t i = 0; moves[_i].keys[i] != 0; i++)
        state_press(moves[_i].keys[i]);
    ck_assert_str_eq(state_selected(), moves[_i].selected);
    ck_assert_uint_eq(state.stack.places[0].top, moves[_i].top);
}
END_TEST

START_TEST(a_taller_screen_leaves_no_empty_rows)
{
    state_press('G');
    ck_assert_uint_eq(state.stack.places[0].top, 2);
    sight.extents[0].rows = 10;
    state_look();
    ck_assert_uint_eq(state.stack.places[0].top, 0);
}
END_TEST

START_TEST(enter_opens_the_tenant_and_escape_returns)
{
    state_press('j');
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_screen(), "tenant");
    ck_assert_str_eq(state_selected(), "alpha");
    state_press(INPUT_ESCAPE);
    ck_assert_str_eq(state_screen(), "fleet");
    ck_assert_str_eq(state_selected(), "alpha");
    state_press(INPUT_ESCAPE);
    ck_assert_str_eq(state.notice, "this is the fleet; q leaves driftop");
    ck_assert_str_eq(state_screen(), "fleet");
}
END_TEST

START_TEST(neighbours_go_round)
{
    state_press(INPUT_ENTER);
    state_press(']');
    ck_assert_str_eq(state_selected(), "alpha");
    state_press('[');
    state_press('[');
    ck_assert_str_eq(state_selected(), "gamma");
    state_press(INPUT_TAB);
    ck_assert_str_eq(state_selected(), "delta");
    state_press(INPUT_BACKTAB);
    ck_assert_str_eq(state_selected(), "gamma");
}
END_TEST

START_TEST(dimensions_are_selected_and_scroll_with_that)
{
    state_press(INPUT_ENTER);
    state_press('j');
    ck_assert_str_eq(state.stack.places[1].selected, "b");
    ck_assert_uint_eq(state_top(), 0);
    state_press('G');
    ck_assert_str_eq(state.stack.places[1].selected, "g");
    ck_assert_uint_eq(state_top(), 4);
    state_press('j');
    ck_assert_str_eq(state.notice, "this is the last row");
    state_press(INPUT_PAGE_UP);
    state_press(INPUT_PAGE_UP);
    ck_assert_str_eq(state.stack.places[1].selected, "c");
    ck_assert_uint_eq(state_top(), 2);
    state_press(']');
    ck_assert_uint_eq(state_top(), 0);
    ck_assert_ptr_null(state.stack.places[1].selected);
}
END_TEST

START_TEST(an_empty_fleet_takes_every_key)
{
    static const uint32_t keys[] = {
        'j',         'k', 'G',       'g',         INPUT_ENTER,  INPUT_PAGE_DOWN,
        't',         'a', INPUT_TAB, INPUT_ENTER, INPUT_ESCAPE, ']',
        '[',         's', '/',       'x',         INPUT_ENTER,  INPUT_ENTER,
        INPUT_ESCAPE};

    state_empty_fleet();
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        state_press(keys[i]);
    ck_assert_str_eq(state_screen(), "fleet");
    ck_assert_ptr_null(state.stack.places[0].selected);
}
END_TEST

START_TEST(one_key_goes_through_the_orders)
{
    static const enum sort orders[] = {SORT_NAME, SORT_AGE, SORT_Z, SORT_WORST};

    for (size_t i = 0; i < 4; i++) {
        state_press('s');
        ck_assert_int_eq(state.choices.sort, orders[i]);
    }
    state_press('R');
    ck_assert(state.choices.reversed);
    ck_assert_str_eq(listing.rows[0]->tenant->name, "beta");
    state_press('s');
    ck_assert(!state.choices.reversed);
}
END_TEST

START_TEST(requests_reach_the_program)
{
    ck_assert_uint_eq(state_press('r'), REACTION_DRAW | REACTION_REFRESH);
    ck_assert_str_eq(state.notice, "asked the source");
    ck_assert_uint_eq(state_press(INPUT_CONTROL('L')), REACTION_DRAW | REACTION_REPAINT);
    ck_assert_uint_eq(state_press('T'), REACTION_DRAW | REACTION_THEME);
    ck_assert_uint_eq(state_press('q'), REACTION_QUIT);
    ck_assert_uint_eq(state_press(INPUT_F10), REACTION_QUIT);
    ck_assert_uint_eq(state_press('Z'), REACTION_DRAW);
}
END_TEST

START_TEST(the_zone_is_switched)
{
    state_press('u');
    ck_assert_int_eq(state.choices.zone, ZONE_LOCAL);
    state_press('u');
    ck_assert_int_eq(state.choices.zone, ZONE_UTC);
}
END_TEST

START_TEST(help_scrolls_and_any_other_key_closes_it)
{
    state_press('?');
    ck_assert_str_eq(state_screen(), "help");
    state_press('G');
    ck_assert_uint_eq(state_top(), 30);
    state_press('k');
    ck_assert_uint_eq(state_top(), 29);
    ck_assert_uint_eq(state_press('q') & REACTION_QUIT, 0);
    ck_assert_str_eq(state_screen(), "fleet");
    state_press(INPUT_F1);
    ck_assert_uint_eq(state_top(), 0);
    state_press(INPUT_ESCAPE);
    ck_assert_str_eq(state_screen(), "fleet");
    state_press('?');
    state_press('Z');
    ck_assert_str_eq(state_screen(), "fleet");
}
END_TEST

START_TEST(a_notice_is_gone_with_the_next_key)
{
    state_press('Z');
    ck_assert_str_eq(state.notice, "no such key: Z");
    state_press('p');
    ck_assert_str_eq(state.notice, "");
}
END_TEST

Suite *suite_state(void)
{
    Suite *suite = suite_create("state");
    TCase *tcase = tcase_create("state");

    tcase_add_checked_fixture(tcase, state_fixture_setup, state_fixture_teardown);
    tcase_add_test(tcase, at_first_the_worst_tenant_is_selected_whoever_that_is);
    tcase_add_test(tcase, a_selection_follows_the_tenant_and_not_the_row);
    tcase_add_loop_test(tcase, moving_keeps_the_selected_row_on_the_screen, 0,
                        (int)(sizeof(moves) / sizeof(moves[0])));
    tcase_add_test(tcase, a_taller_screen_leaves_no_empty_rows);
    tcase_add_test(tcase, enter_opens_the_tenant_and_escape_returns);
    tcase_add_test(tcase, neighbours_go_round);
    tcase_add_test(tcase, dimensions_are_selected_and_scroll_with_that);
    tcase_add_test(tcase, an_empty_fleet_takes_every_key);
    tcase_add_test(tcase, one_key_goes_through_the_orders);
    tcase_add_test(tcase, requests_reach_the_program);
    tcase_add_test(tcase, the_zone_is_switched);
    tcase_add_test(tcase, help_scrolls_and_any_other_key_closes_it);
    tcase_add_test(tcase, a_notice_is_gone_with_the_next_key);
    suite_add_tcase(suite, tcase);
    return suite;
}
