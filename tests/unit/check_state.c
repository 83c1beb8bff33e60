#include "config.h"

#include "base/duration.h"
#include "input.h"
#include "state.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define NOW AT(60)

static struct fleet fleet;
static struct listing listing;
static struct ui_state state;
static struct sight sight;

static void add_tenant(const char *name, const char *readings)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    fixture_add(tenant, AT(59), readings);
}

static void look(void)
{
    struct listing_choice choice = state_choice(&state);

    listing_make(&listing, &fleet, state_window(&state, NOW), &choice);
    state_settle(&state, &sight);
}

/* Four tenants, worst first: delta, alpha, beta, gamma. */
static void setup(void)
{
    fleet = (struct fleet){0};
    listing = (struct listing){0};
    add_tenant("alpha", "x=W-2");
    add_tenant("beta", "x=O1");
    add_tenant("gamma", "x=O0.5");
    add_tenant("delta", "x=D-4");
    state_init(&state, MS_PER_HOUR, ZONE_UTC);
    sight = (struct sight){.listing = &listing,
                           .fleet_rows = 2,
                           .dimension_rows = 3,
                           .dimension_count = 7,
                           .help_lines = 40,
                           .help_rows = 10,
                           .now_ms = NOW};
    look();
}

static void teardown(void)
{
    state_free(&state);
    listing_free(&listing);
    fleet_free(&fleet);
}

static enum request press(uint32_t key)
{
    enum request request = state_key(&state, key, &sight);

    look();
    return request;
}

static void type(const char *text)
{
    for (; *text != '\0'; text++)
        press((unsigned char)*text);
}

static const char *selected(void)
{
    return listing.rows[state_row(&state, &listing)].tenant->name;
}

START_TEST(at_first_the_worst_tenant_is_selected_whoever_that_is)
{
    ck_assert_str_eq(selected(), "delta");
    add_tenant("omega", "x=D-9");
    look();
    ck_assert_str_eq(selected(), "omega");
}
END_TEST

START_TEST(a_selection_follows_the_tenant_and_not_the_row)
{
    press('j');
    ck_assert_str_eq(selected(), "alpha");
    add_tenant("omega", "x=D-9");
    look();
    ck_assert_str_eq(selected(), "alpha");
    ck_assert_uint_eq(state_row(&state, &listing), 2);
    press('g');
    ck_assert_str_eq(selected(), "omega");
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
        press(moves[_i].keys[i]);
    ck_assert_str_eq(selected(), moves[_i].selected);
    ck_assert_uint_eq(state.fleet_top, moves[_i].top);
}
END_TEST

START_TEST(a_taller_screen_leaves_no_empty_rows)
{
    press('G');
    ck_assert_uint_eq(state.fleet_top, 2);
    sight.fleet_rows = 10;
    look();
    ck_assert_uint_eq(state.fleet_top, 0);
}
END_TEST

START_TEST(enter_opens_the_tenant_and_escape_returns)
{
    press('j');
    press(INPUT_ENTER);
    ck_assert_int_eq(state.screen, SCREEN_TENANT);
    ck_assert_str_eq(state.selected, "alpha");
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
    ck_assert_str_eq(selected(), "alpha");
    ck_assert_int_eq(press(INPUT_ESCAPE), REQUEST_NONE);
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
}
END_TEST

START_TEST(neighbours_go_round)
{
    press(INPUT_ENTER);
    press(']');
    ck_assert_str_eq(state.selected, "alpha");
    press('[');
    press('[');
    ck_assert_str_eq(state.selected, "gamma");
    press(INPUT_TAB);
    ck_assert_str_eq(state.selected, "delta");
    press(INPUT_BACKTAB);
    ck_assert_str_eq(state.selected, "gamma");
}
END_TEST

START_TEST(dimensions_scroll_as_far_as_there_are_some)
{
    press(INPUT_ENTER);
    press('j');
    ck_assert_uint_eq(state.dimension_top, 1);
    press('G');
    ck_assert_uint_eq(state.dimension_top, 4);
    press('j');
    ck_assert_uint_eq(state.dimension_top, 4);
    press(INPUT_PAGE_UP);
    ck_assert_uint_eq(state.dimension_top, 2);
    press(']');
    ck_assert_uint_eq(state.dimension_top, 0);
}
END_TEST

START_TEST(an_empty_fleet_takes_every_key)
{
    static const uint32_t keys[] = {'j', 'k', 'G', 'g', INPUT_ENTER, INPUT_PAGE_DOWN, 't', 'a',
                                    INPUT_TAB, INPUT_ENTER, INPUT_ESCAPE, ']', '[', 's', '/', 'x',
                                    INPUT_ENTER, INPUT_ENTER, INPUT_ESCAPE};
    struct fleet none = {0};
    struct listing_choice choice = state_choice(&state);

    listing_make(&listing, &none, state_window(&state, NOW), &choice);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        state_key(&state, keys[i], &sight);
        state_settle(&state, &sight);
    }
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
    ck_assert_ptr_null(state.selected);
}
END_TEST

/* --- sorting and filtering --- */

START_TEST(one_key_goes_through_the_orders)
{
    static const enum sort orders[] = {SORT_NAME, SORT_AGE, SORT_Z, SORT_WORST};

    for (size_t i = 0; i < 4; i++) {
        press('s');
        ck_assert_int_eq(state.sort, orders[i]);
    }
    press('R');
    ck_assert(state.reversed);
    ck_assert_str_eq(listing.rows[0].tenant->name, "gamma");
    press('s');
    ck_assert(!state.reversed);
}
END_TEST

START_TEST(the_filter_works_while_it_is_typed)
{
    press('/');
    ck_assert_int_eq(state.prompt.kind, PROMPT_FILTER);
    type("TA");
    ck_assert_uint_eq(listing.count, 2);
    press(INPUT_BACKSPACE);
    press(INPUT_BACKSPACE);
    ck_assert_uint_eq(listing.count, 4);
    type("mm");
    press(INPUT_ENTER);
    ck_assert_int_eq(state.prompt.kind, PROMPT_NONE);
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_str_eq(selected(), "gamma");
    press(INPUT_ESCAPE);
    ck_assert_uint_eq(listing.count, 4);
}
END_TEST

START_TEST(escape_in_the_filter_shows_all)
{
    press('/');
    type("mm");
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.prompt.kind, PROMPT_NONE);
    ck_assert_str_eq(state.filter, "");
}
END_TEST

START_TEST(letters_are_no_commands_while_something_is_typed)
{
    press('/');
    ck_assert_int_eq(press('q'), REQUEST_NONE);
    ck_assert_str_eq(state.filter, "q");
    press(INPUT_CONTROL('U'));
    ck_assert_str_eq(state.filter, "");
}
END_TEST

START_TEST(a_filtered_out_selection_comes_back)
{
    press('G');
    press('/');
    type("alpha");
    press(INPUT_ENTER);
    ck_assert_uint_eq(state_row(&state, &listing), listing.count);
    press(INPUT_ESCAPE);
    ck_assert_str_eq(selected(), "gamma");
}
END_TEST

START_TEST(typing_more_than_there_is_room_for_is_cut)
{
    press('/');
    for (int i = 0; i < 1000; i++)
        press(0x65e5);
    ck_assert_uint_lt(strlen(state.filter), PROMPT_SIZE);
    ck_assert_uint_eq(strlen(state.filter) % 3, 0);
    press(INPUT_BACKSPACE);
    ck_assert_uint_eq(strlen(state.filter) % 3, 0);
}
END_TEST

START_TEST(words_are_removed_at_once)
{
    press('/');
    type("ab cd  ");
    press(INPUT_CONTROL('W'));
    ck_assert_str_eq(state.prompt.text, "ab ");
    press(INPUT_CONTROL('W'));
    press(INPUT_CONTROL('W'));
    press(INPUT_BACKSPACE);
    ck_assert_str_eq(state.prompt.text, "");
}
END_TEST

/* --- going to a tenant --- */

START_TEST(a_tenant_is_opened_by_a_part_of_its_name)
{
    press('t');
    type("amm");
    press(INPUT_ENTER);
    ck_assert_int_eq(state.screen, SCREEN_TENANT);
    ck_assert_str_eq(state.selected, "gamma");
}
END_TEST

START_TEST(names_that_begin_so_come_first_and_tab_goes_on)
{
    press('t');
    type("a"); /* alpha begins with it; delta, beta and gamma contain it */
    press(INPUT_TAB);
    press(INPUT_TAB);
    press(INPUT_BACKTAB);
    press(INPUT_ENTER);
    ck_assert_str_eq(state.selected, "delta");
    press('t');
    type("a");
    press(INPUT_ENTER);
    ck_assert_str_eq(state.selected, "alpha");
    press('t');
    type("a");
    press(INPUT_UP);
    press(INPUT_DOWN);
    press(INPUT_ENTER);
    ck_assert_str_eq(state.selected, "alpha");
}
END_TEST

START_TEST(what_matches_nothing_is_told)
{
    press('t');
    type("zzz");
    press(INPUT_ENTER);
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
    ck_assert_str_eq(state.prompt.error, "no tenant matches");
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.prompt.kind, PROMPT_NONE);
}
END_TEST

/* --- time --- */

START_TEST(windows_are_switched_by_one_key)
{
    static const int64_t presets[] = {15 * MS_PER_MINUTE, MS_PER_HOUR, 6 * MS_PER_HOUR,
                                      MS_PER_DAY, 7 * MS_PER_DAY};

    for (int i = 0; i < 5; i++) {
        press((uint32_t)('1' + i));
        ck_assert_int_eq(state.window_ms, presets[i]);
    }
    press('w');
    ck_assert_int_eq(state.window_ms, presets[0]);
    press('w');
    ck_assert_int_eq(state.window_ms, presets[1]);
}
END_TEST

static const struct {
    const char *typed;
    int64_t window_ms; /* 0: refused */
} windows[] = {
    {"90m", 90 * MS_PER_MINUTE}, {"2d", 2 * MS_PER_DAY}, {"1h30m", 90 * MS_PER_MINUTE},
    {"1s", MS_PER_SECOND},       {"0", 0},               {"999ms", 0},
    {"3661d", 0},                {"5", 0},               {"hour", 0},
    {"-1h", 0},
};

START_TEST(any_window_can_be_typed)
{
    press('W');
    type(windows[_i].typed);
    press(INPUT_ENTER);
    if (windows[_i].window_ms != 0) {
        ck_assert_int_eq(state.window_ms, windows[_i].window_ms);
        ck_assert_int_eq(state.prompt.kind, PROMPT_NONE);
    } else {
        ck_assert_int_eq(state.window_ms, MS_PER_HOUR);
        ck_assert_str_ne(state.prompt.error, "");
        press('m');
        ck_assert_str_eq(state.prompt.error, "");
    }
}
END_TEST

START_TEST(no_window_typed_changes_nothing)
{
    press(':');
    press(INPUT_ENTER);
    ck_assert_int_eq(state.prompt.kind, PROMPT_NONE);
    ck_assert_int_eq(state.window_ms, MS_PER_HOUR);
}
END_TEST

START_TEST(escape_leaves_a_window_that_is_still_loading)
{
    press(INPUT_ENTER);
    sight.loading = true;
    press('5');
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.window_ms, MS_PER_HOUR);
    ck_assert_int_eq(state.screen, SCREEN_TENANT);
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
}
END_TEST

START_TEST(once_loaded_escape_goes_back_instead)
{
    press(INPUT_ENTER);
    sight.loading = true;
    press('5');
    sight.loading = false;
    look();
    press(INPUT_ESCAPE);
    ck_assert_int_eq(state.window_ms, 7 * MS_PER_DAY);
    ck_assert_int_eq(state.screen, SCREEN_FLEET);
}
END_TEST

START_TEST(a_paused_view_stands_while_time_goes_on)
{
    struct time_range before = state_window(&state, NOW);

    press('p');
    ck_assert(state.paused);
    struct time_range after = state_window(&state, NOW + MS_PER_MINUTE);
    ck_assert_int_eq(before.start_ms, after.start_ms);
    ck_assert_int_eq(before.end_ms, after.end_ms);
    press(' ');
    ck_assert(!state.paused);
    after = state_window(&state, NOW + MS_PER_MINUTE);
    ck_assert_int_eq(after.end_ms - before.end_ms, MS_PER_MINUTE);
    ck_assert_int_eq(after.end_ms - after.start_ms, MS_PER_HOUR);
}
END_TEST

/* --- the rest --- */

START_TEST(requests_reach_the_program)
{
    ck_assert_int_eq(press('r'), REQUEST_REFRESH);
    ck_assert_int_eq(press(INPUT_CONTROL('L')), REQUEST_REPAINT);
    ck_assert_int_eq(press('T'), REQUEST_THEME);
    ck_assert_int_eq(press('q'), REQUEST_QUIT);
    ck_assert_int_eq(press(INPUT_F10), REQUEST_QUIT);
    ck_assert_int_eq(press('x'), REQUEST_NONE);
}
END_TEST

START_TEST(the_zone_is_switched)
{
    press('u');
    ck_assert_int_eq(state.zone, ZONE_LOCAL);
    press('u');
    ck_assert_int_eq(state.zone, ZONE_UTC);
}
END_TEST

START_TEST(help_scrolls_and_any_other_key_closes_it)
{
    press('?');
    ck_assert(state.help);
    press('G');
    ck_assert_int_eq(state.help_top, 30);
    press('k');
    ck_assert_int_eq(state.help_top, 29);
    ck_assert_int_eq(press('q'), REQUEST_NONE);
    ck_assert(!state.help);
    press(INPUT_F1);
    ck_assert_int_eq(state.help_top, 0);
    press(INPUT_ESCAPE);
    ck_assert(!state.help);
}
END_TEST

START_TEST(a_notice_is_gone_with_the_next_key)
{
    strcpy(state.notice, "theme light");
    press('x');
    ck_assert_str_eq(state.notice, "");
}
END_TEST

static TCase *fleet_case(void)
{
    TCase *tcase = tcase_create("fleet");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, at_first_the_worst_tenant_is_selected_whoever_that_is);
    tcase_add_test(tcase, a_selection_follows_the_tenant_and_not_the_row);
    tcase_add_loop_test(tcase, moving_keeps_the_selected_row_on_the_screen, 0,
                        (int)(sizeof(moves) / sizeof(moves[0])));
    tcase_add_test(tcase, a_taller_screen_leaves_no_empty_rows);
    tcase_add_test(tcase, enter_opens_the_tenant_and_escape_returns);
    tcase_add_test(tcase, neighbours_go_round);
    tcase_add_test(tcase, dimensions_scroll_as_far_as_there_are_some);
    tcase_add_test(tcase, an_empty_fleet_takes_every_key);
    tcase_add_test(tcase, one_key_goes_through_the_orders);
    return tcase;
}

static TCase *prompt_case(void)
{
    TCase *tcase = tcase_create("prompt");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_filter_works_while_it_is_typed);
    tcase_add_test(tcase, escape_in_the_filter_shows_all);
    tcase_add_test(tcase, letters_are_no_commands_while_something_is_typed);
    tcase_add_test(tcase, a_filtered_out_selection_comes_back);
    tcase_add_test(tcase, typing_more_than_there_is_room_for_is_cut);
    tcase_add_test(tcase, words_are_removed_at_once);
    tcase_add_test(tcase, a_tenant_is_opened_by_a_part_of_its_name);
    tcase_add_test(tcase, names_that_begin_so_come_first_and_tab_goes_on);
    tcase_add_test(tcase, what_matches_nothing_is_told);
    return tcase;
}

static TCase *time_case(void)
{
    TCase *tcase = tcase_create("time");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, windows_are_switched_by_one_key);
    tcase_add_loop_test(tcase, any_window_can_be_typed, 0,
                        (int)(sizeof(windows) / sizeof(windows[0])));
    tcase_add_test(tcase, no_window_typed_changes_nothing);
    tcase_add_test(tcase, escape_leaves_a_window_that_is_still_loading);
    tcase_add_test(tcase, once_loaded_escape_goes_back_instead);
    tcase_add_test(tcase, a_paused_view_stands_while_time_goes_on);
    tcase_add_test(tcase, requests_reach_the_program);
    tcase_add_test(tcase, the_zone_is_switched);
    tcase_add_test(tcase, help_scrolls_and_any_other_key_closes_it);
    tcase_add_test(tcase, a_notice_is_gone_with_the_next_key);
    return tcase;
}

Suite *suite_state(void)
{
    Suite *suite = suite_create("state");

    suite_add_tcase(suite, fleet_case());
    suite_add_tcase(suite, prompt_case());
    suite_add_tcase(suite, time_case());
    return suite;
}
