#include "config.h"

#include "input.h"
#include "prompts.h"
#include "support/state_fixture.h"
#include "unit/suites.h"

#include <string.h>

START_TEST(the_filter_works_while_it_is_typed)
{
    state_press('/');
    ck_assert_ptr_eq(state.prompt.rules, &prompt_filter);
    state_type("TA");
    ck_assert_uint_eq(listing.count, 2);
    state_press(INPUT_BACKSPACE);
    state_press(INPUT_BACKSPACE);
    ck_assert_uint_eq(listing.count, 4);
    state_type("mm");
    state_press(INPUT_ENTER);
    ck_assert_ptr_null(state.prompt.rules);
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_str_eq(state_selected(), "gamma");
    state_press(INPUT_ESCAPE);
    ck_assert_uint_eq(listing.count, 4);
}
END_TEST

START_TEST(escape_in_the_filter_shows_all)
{
    state_press('/');
    state_type("mm");
    state_press(INPUT_ESCAPE);
    ck_assert_ptr_null(state.prompt.rules);
    ck_assert_str_eq(state.choices.filter, "");
}
END_TEST

START_TEST(letters_are_no_commands_while_something_is_typed)
{
    state_press('/');
    ck_assert_uint_eq(state_press('q') & REACTION_QUIT, 0);
    ck_assert_str_eq(state.choices.filter, "q");
    state_press(INPUT_CONTROL('U'));
    ck_assert_str_eq(state.choices.filter, "");
}
END_TEST

START_TEST(a_filtered_out_selection_comes_back)
{
    state_press('G');
    state_press('/');
    state_type("alpha");
    state_press(INPUT_ENTER);
    ck_assert_uint_eq(state_row(), listing.count);
    state_press(INPUT_ESCAPE);
    ck_assert_str_eq(state_selected(), "gamma");
}
END_TEST

START_TEST(typing_more_than_there_is_room_for_is_cut)
{
    state_press('/');
    for (int i = 0; i < 1000; i++)
        state_press(0x65e5);
    ck_assert_uint_lt(strlen(state.choices.filter), PROMPT_SIZE);
    ck_assert_uint_eq(strlen(state.choices.filter) % 3, 0);
    state_press(INPUT_BACKSPACE);
    ck_assert_uint_eq(strlen(state.choices.filter) % 3, 0);
}
END_TEST

START_TEST(words_are_removed_at_once)
{
    state_press('/');
    state_type("ab cd  ");
    state_press(INPUT_CONTROL('W'));
    ck_assert_str_eq(state.prompt.text, "ab ");
    state_press(INPUT_CONTROL('W'));
    state_press(INPUT_CONTROL('W'));
    state_press(INPUT_BACKSPACE);
    ck_assert_str_eq(state.prompt.text, "");
}
END_TEST

START_TEST(a_tenant_is_opened_by_a_part_of_its_name)
{
    state_press('t');
    state_type("amm");
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_screen(), "tenant");
    ck_assert_str_eq(state_selected(), "gamma");
}
END_TEST

START_TEST(names_that_begin_so_come_first_and_tab_goes_on)
{
    state_press('t');
    state_type("a"); /* alpha begins with it; delta, beta and gamma contain it */
    state_press(INPUT_TAB);
    state_press(INPUT_TAB);
    state_press(INPUT_BACKTAB);
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_selected(), "delta");
    state_press('t');
    state_type("a");
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_selected(), "alpha");
    state_press('t');
    state_type("a");
    state_press(INPUT_UP);
    state_press(INPUT_DOWN);
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_selected(), "alpha");
}
END_TEST

START_TEST(a_tenant_is_opened_that_the_filter_hides)
{
    state_press('/');
    state_type("!gamma");
    state_press(INPUT_ENTER);
    ck_assert_uint_eq(listing.count, 3);
    state_press('t');
    state_type("amm");
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_screen(), "tenant");
    ck_assert_str_eq(state.stack.places[0].selected, "gamma");
    ck_assert_str_eq(state.choices.filter, "!gamma");
}
END_TEST

START_TEST(a_filter_that_cannot_be_read_is_told_and_the_list_stays)
{
    state_press('/');
    state_type("s:deg");
    ck_assert_uint_eq(listing.count, 1);
    state_type("x");
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_ptr_nonnull(strstr(state.prompt.error, "no state \"degx\""));
    state_press(INPUT_ENTER);
    ck_assert_ptr_eq(state.prompt.rules, &prompt_filter);
    ck_assert_str_eq(state.choices.filter, "s:deg");
    state_press(INPUT_BACKSPACE);
    state_press(INPUT_ENTER);
    ck_assert_ptr_null(state.prompt.rules);
    ck_assert_str_eq(state.choices.filter, "s:deg");
}
END_TEST

START_TEST(what_matches_nothing_is_told)
{
    state_press('t');
    state_type("zzz");
    state_press(INPUT_ENTER);
    ck_assert_str_eq(state_screen(), "fleet");
    ck_assert_str_eq(state.prompt.error, "no tenant matches");
    state_press(INPUT_ESCAPE);
    ck_assert_ptr_null(state.prompt.rules);
}
END_TEST

Suite *suite_prompt(void)
{
    Suite *suite = suite_create("prompt");
    TCase *tcase = tcase_create("prompt");

    tcase_add_checked_fixture(tcase, state_fixture_setup, state_fixture_teardown);
    tcase_add_test(tcase, the_filter_works_while_it_is_typed);
    tcase_add_test(tcase, escape_in_the_filter_shows_all);
    tcase_add_test(tcase, letters_are_no_commands_while_something_is_typed);
    tcase_add_test(tcase, a_filtered_out_selection_comes_back);
    tcase_add_test(tcase, typing_more_than_there_is_room_for_is_cut);
    tcase_add_test(tcase, words_are_removed_at_once);
    tcase_add_test(tcase, a_tenant_is_opened_by_a_part_of_its_name);
    tcase_add_test(tcase, names_that_begin_so_come_first_and_tab_goes_on);
    tcase_add_test(tcase, a_tenant_is_opened_that_the_filter_hides);
    tcase_add_test(tcase, a_filter_that_cannot_be_read_is_told_and_the_list_stays);
    tcase_add_test(tcase, what_matches_nothing_is_told);
    suite_add_tcase(suite, tcase);
    return suite;
}
