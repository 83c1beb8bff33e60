/* Command line: what is typed behind a colon, on four tenants. */
#include "config.h"

#include "input.h"
#include "prompts.h"
#include "screen/answers.h"
#include "support/state_fixture.h"
#include "typed_commands.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static reaction_set run(const char *line)
{
    prompt_open(&state.prompt, &prompt_command, line);
    return state_press(INPUT_ENTER);
}

static void assert_done(const char *line)
{
    run(line);
    ck_assert_msg(state.prompt.rules == NULL, "%s: %s", line, state.prompt.error);
}

static void assert_refused(const char *line, const char *why)
{
    run(line);
    ck_assert_ptr_eq(state.prompt.rules, &prompt_command);
    ck_assert_str_eq(state.prompt.text, line);
    ck_assert_msg(strstr(state.prompt.error, why) != NULL, "%s: %s", line, state.prompt.error);
}

START_TEST(what_keys_choose_can_be_typed)
{
    assert_done("sort name");
    ck_assert_int_eq(state.choices.sort, SORT_NAME);
    assert_done("filter !gamma");
    ck_assert_uint_eq(listing.count, 3);
    assert_done("open gamma");
    ck_assert_str_eq(state_screen(), "tenant");
    assert_done("open amm");
    ck_assert_str_eq(state.stack.places[0].selected, "gamma");
    assert_done("local");
    ck_assert_int_eq(state.choices.zone, ZONE_LOCAL);
    assert_done("utc");
    ck_assert_int_eq(state.choices.zone, ZONE_UTC);
    ck_assert_uint_ne(run("theme nord") & REACTION_THEME, 0);
    ck_assert_str_eq(state.theme, "nord");
    ck_assert_uint_ne(run("save x.svg") & REACTION_SAVE, 0);
    ck_assert_str_eq(state.save_as, "x.svg");
    assert_done("glyphs ascii");
    ck_assert_int_eq(state.choices.glyphs->set, GLYPHS_ASCII);
    ck_assert(state.choices.ascii);
}
END_TEST

START_TEST(what_cannot_be_done_is_told_and_stays)
{
    assert_refused("sort size", "sort by state, name, age or z");
    assert_refused("filter s:x", "no state \"x\"");
    assert_refused("open zzz", "no tenant matches");
    assert_refused("glyphs round", "glyphs are auto, ascii, block or braille");
    assert_refused("utc now", "utc takes nothing behind it");
    assert_refused("since", "as in: since 14:30");
    assert_refused("since 2200-01-01", "not before the end");
    assert_refused("until 2200-01-01", "still to come");
    assert_refused("until soon", "");
    assert_refused("set-window 3h", "goes with one of 15m, 1h");
    assert_refused("fold", "fold does nothing on the fleet");
    assert_refused("nonsense", "no such command: nonsense");
}
END_TEST

START_TEST(a_range_begins_and_ends_at_typed_times)
{
    assert_done("since 2023-11-14T00:15");
    ck_assert_int_eq(state.range.length_ms, 45 * MS_PER_MINUTE);
    ck_assert_int_eq(range_end(&state.range, STATE_NOW), STATE_NOW);
    assert_done("until 2023-11-14T00:50");
    ck_assert(state.range.back);
    ck_assert_int_eq(range_end(&state.range, STATE_NOW), AT(50));
    ck_assert_int_eq(state.range.length_ms, 45 * MS_PER_MINUTE);
    assert_done("since 2023-11-14T00:40");
    ck_assert_int_eq(range_end(&state.range, STATE_NOW), AT(50));
    ck_assert_int_eq(state.range.length_ms, 10 * MS_PER_MINUTE);
    assert_done("until now");
    ck_assert(!state.range.back);
}
END_TEST

/* Each action of the table, by its name: done, or told why not. */
START_TEST(every_action_can_be_typed)
{
    size_t count;
    const struct binding *table = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        const char *name = action_info(table[i].action)->name;
        bool argued = table[i].argument != NULL && strcmp(table[i].argument, name) != 0;
        char line[64];
        snprintf(line, sizeof(line), "%s%s%s", name, argued ? " " : "",
                 argued ? table[i].argument : "");
        ck_assert_ptr_nonnull(keymap_setting(slice_of(line)));
        state_fixture_teardown();
        state_fixture_setup();
        const struct screen *screen = stack_top(&state.stack)->screen;
        run(line);
        if (answer_find(screen, table[i].action) == NULL)
            ck_assert_ptr_nonnull(strstr(state.prompt.error, "does nothing on the fleet"));
        else
            ck_assert_msg(state.prompt.rules != &prompt_command ||
                              table[i].action == ACTION_COMMAND,
                          "%s: %s", line, state.prompt.error);
    }
}
END_TEST

START_TEST(every_command_has_words_and_is_found)
{
    size_t count;
    const struct typed_command *table = typed_command_table(&count);

    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_eq(typed_command_find(slice_of(table[i].name)), &table[i]);
        ck_assert_str_ne(table[i].help, "");
        ck_assert(table[i].argument != NULL || table[i].complete == NULL);
    }
}
END_TEST

static const struct {
    const char *typed;
    const char *keys; /* t for Tab, T for Shift-Tab */
    const char *text;
} completions[] = {
    {"rel", "t", "reload"},
    {"th", "t", "theme"},
    {"so", "t", "sort"},
    {"so", "tt", "sort"},
    {"so", "ttt", "sort-now"},
    {"so", "tttt", "sort"},
    {"so", "tT", "sort-now"},
    {"sort ", "t", "sort state"},
    {"sort ", "tt", "sort name"},
    {"sort ", "T", "sort z"},
    {"sort n", "t", "sort name"},
    {"open ", "t", "open delta"},
    {"open ", "tt", "open alpha"},
    {"open G", "t", "open gamma"},
    {"  open  b", "t", "  open  beta"},
    {"set-window 1", "tt", "set-window 1h"},
    {"theme hi", "t", "theme high-contrast"},
    {"zzz", "t", "zzz"},
    {"w 9", "t", "w 9"},
    {"utc", "t", "utc"},
};

START_TEST(tab_completes_and_walks)
{
    prompt_open(&state.prompt, &prompt_command, "");
    state_type(completions[_i].typed);
    for (const char *key = completions[_i].keys; *key != '\0'; key++)
        state_press(*key == 't' ? INPUT_TAB : INPUT_BACKTAB);
    ck_assert_str_eq(state.prompt.text, completions[_i].text);
    ck_assert_uint_eq(state.prompt.size, strlen(state.prompt.text));
}
END_TEST

START_TEST(typing_goes_on_behind_what_was_chosen)
{
    prompt_open(&state.prompt, &prompt_command, "");
    state_type("open ");
    state_press(INPUT_TAB);
    state_type("x");
    ck_assert_str_eq(state.prompt.text, "open deltax");
    state_press(INPUT_TAB);
    ck_assert_str_eq(state.prompt.error, "nothing goes on so");
    state_press(INPUT_BACKSPACE);
    state_press(INPUT_TAB);
    ck_assert_str_eq(state.prompt.error, "there is no other one");
    ck_assert_str_eq(state.prompt.text, "open delta");
}
END_TEST

START_TEST(names_that_cannot_be_typed_are_not_proposed)
{
    state_add_tenant("zed\x1b[2J", "x=O1");
    state_add_tenant("zulu", "x=O1");
    state_look();
    prompt_open(&state.prompt, &prompt_command, "");
    state_type("open z");
    state_press(INPUT_TAB);
    ck_assert_str_eq(state.prompt.text, "open zulu");
}
END_TEST

START_TEST(the_arrows_bring_back_what_was_typed)
{
    assert_done("utc");
    assert_done("sort name");
    assert_done("utc"); /* typed again: not twice in the list */
    run("nonsense");    /* not done: not kept */
    prompt_open(&state.prompt, &prompt_command, "");
    state_type("th");
    state_press(INPUT_UP);
    ck_assert_str_eq(state.prompt.text, "utc");
    state_press(INPUT_UP);
    ck_assert_str_eq(state.prompt.text, "sort name");
    state_press(INPUT_UP);
    ck_assert_str_eq(state.prompt.text, "sort name");
    ck_assert_str_eq(state.prompt.error, "nothing was typed before");
    state_press(INPUT_DOWN);
    state_press(INPUT_DOWN);
    ck_assert_str_eq(state.prompt.text, "th");
    state_press(INPUT_DOWN);
    ck_assert_str_eq(state.prompt.error, "nothing was typed after");
}
END_TEST

START_TEST(so_many_lines_are_remembered)
{
    struct recall recall = {0};
    char line[RECALL_SIZE];

    for (int i = 0; i < 2 * RECALL_LINES; i++) {
        snprintf(line, sizeof(line), "line %d", i);
        recall_keep(&recall, line);
    }
    ck_assert_uint_eq(recall.count, RECALL_LINES);
    ck_assert_str_eq(recall_line(&recall, 1), line);
    ck_assert_str_eq(recall_line(&recall, RECALL_LINES), "line 32");
    ck_assert_ptr_null(recall_line(&recall, RECALL_LINES + 1));
    ck_assert_ptr_null(recall_line(&recall, 0));
}
END_TEST

START_TEST(what_words_share_ends_with_a_character)
{
    struct completion completion = {0};

    completion_add(&completion, "", "tenant-\u00e4");
    completion_add(&completion, "", "TENANT-\u00e9");
    ck_assert_uint_eq(completion_shared(&completion), strlen("tenant-"));
}
END_TEST

/* --- marks --- */

START_TEST(marking_goes_on_to_the_next_row)
{
    state_type("  ");
    ck_assert_str_eq(state_selected(), "beta");
    ck_assert_uint_eq(state.choices.marks.count, 2);
    ck_assert(marks_have(&state.choices.marks, "delta"));
    ck_assert(marks_have(&state.choices.marks, "alpha"));
    state_press('g');
    state_press(' ');
    ck_assert(!marks_have(&state.choices.marks, "delta"));
}
END_TEST

START_TEST(marks_survive_sort_and_filter)
{
    state_type("  M");
    ck_assert_uint_eq(listing.count, 2);
    state_type("s/al\r");
    ck_assert_uint_eq(listing.count, 1);
    state_press(INPUT_ESCAPE);
    ck_assert_uint_eq(listing.count, 4);
    ck_assert_uint_eq(state.choices.marks.count, 2);
    state_press('M');
    ck_assert_uint_eq(listing.count, 2);
    state_press('M');
    ck_assert_uint_eq(listing.count, 4);
}
END_TEST

START_TEST(without_a_mark_that_is_said)
{
    state_press('M');
    ck_assert_str_eq(state.notice, "no tenant is marked; Space marks one");
    ck_assert_uint_eq(listing.count, 4);
}
END_TEST

Suite *suite_command_line(void)
{
    Suite *suite = suite_create("command_line");
    TCase *tcase = tcase_create("command_line");

    tcase_add_checked_fixture(tcase, state_fixture_setup, state_fixture_teardown);
    tcase_add_test(tcase, what_keys_choose_can_be_typed);
    tcase_add_test(tcase, what_cannot_be_done_is_told_and_stays);
    tcase_add_test(tcase, a_range_begins_and_ends_at_typed_times);
    tcase_add_test(tcase, every_action_can_be_typed);
    tcase_add_test(tcase, every_command_has_words_and_is_found);
    tcase_add_loop_test(tcase, tab_completes_and_walks, 0,
                        (int)(sizeof(completions) / sizeof(completions[0])));
    tcase_add_test(tcase, typing_goes_on_behind_what_was_chosen);
    tcase_add_test(tcase, names_that_cannot_be_typed_are_not_proposed);
    tcase_add_test(tcase, the_arrows_bring_back_what_was_typed);
    tcase_add_test(tcase, so_many_lines_are_remembered);
    tcase_add_test(tcase, what_words_share_ends_with_a_character);
    tcase_add_test(tcase, marking_goes_on_to_the_next_row);
    tcase_add_test(tcase, marks_survive_sort_and_filter);
    tcase_add_test(tcase, without_a_mark_that_is_said);
    suite_add_tcase(suite, tcase);
    return suite;
}
