/* A slow line: what is shown on it is rarer and plainer; and what the dashboard costs. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct terminal *terminal;

static void start(const char *option)
{
    terminal = program_start(80, 24, FROZEN_DEMO, option);
    ck_assert(terminal_wait_text(terminal, "all judged", PATIENCE_MS));
}

static void teardown(void)
{
    terminal_free(terminal);
}

static void expect(const char *text)
{
    ck_assert_msg(terminal_wait_text(terminal, text, PATIENCE_MS), "'%s' is not shown", text);
}

/* Tells whether a name that matters looks like any text. */
static bool is_plain(struct terminal *where, void *context)
{
    int row;
    int column;

    if (!terminal_find(where, "legal-docs", &row, &column))
        return false;
    struct terminal_cell cell = terminal_cell(where, row, column);
    return (!cell.bold && cell.foreground == COLOR_DEFAULT) == *(bool *)context;
}

static void expect_plain(bool plain)
{
    ck_assert_msg(terminal_wait(terminal, is_plain, &plain, PATIENCE_MS), "names are %splain",
                  plain ? "not " : "");
}

START_TEST(on_a_slow_line_only_trouble_has_a_colour)
{
    int row;

    start("--slow");
    expect_plain(true);
    ck_assert(terminal_find(terminal, "degraded acme", &row, NULL));
    ck_assert_int_ne(terminal_cell(terminal, row, 1).foreground, COLOR_DEFAULT);
    terminal_type(terminal, "j\r");
    expect("acme-support  degraded");
}
END_TEST

START_TEST(it_can_be_chosen_while_it_runs)
{
    start(NULL);
    expect_plain(false);
    terminal_type(terminal, ":slow on\r");
    expect("slow: what is new is shown every 5s");
    expect_plain(true);
    terminal_type(terminal, ":slow off\r");
    expect_plain(false);
    terminal_type(terminal, ":slow down\r");
    expect("slow is on or off");
}
END_TEST

/* Reads the number before a word. */
static unsigned long number_before(const char *text, const char *word)
{
    const char *end = strstr(text, word);

    ck_assert_msg(end != NULL, "no '%s' in: %s", word, text);
    while (end > text && strchr("0123456789", end[-1]) != NULL)
        end--;
    return strtoul(end, NULL, 10);
}

static bool has_polled(struct terminal *where, void *context)
{
    int row;

    if (!terminal_find(where, " polls  ", &row, NULL))
        return false;
    char *text = terminal_row(where, row);
    bool enough = number_before(text, " polls  ") >= *(unsigned long *)context;
    free(text);
    return enough;
}

/* The source is looked at ten times a second, and each time there is something to show. */
START_TEST(frames_are_rare_on_it)
{
    unsigned long enough = 60;
    int row;

    terminal = program_start(120, 24, "demo:", "-r", "100ms", "--slow", "--stats");
    ck_assert(terminal_wait(terminal, has_polled, &enough, PATIENCE_MS * 2));
    ck_assert(terminal_find(terminal, " polls  ", &row, NULL));
    char *text = terminal_row(terminal, row);
    ck_assert_msg(number_before(text, " frames") * 4 < number_before(text, " polls  "), "%s", text);
    free(text);
}
END_TEST

START_TEST(what_it_costs_is_told_below_it_and_at_its_end)
{
    start("--stats");
    expect(" frames  ");
    char *last = terminal_row(terminal, 23);
    ck_assert_ptr_nonnull(strstr(last, " polls"));
    free(last);
    expect("q quit");
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    ck_assert(terminal_find(terminal, "driftop: ", NULL, NULL));
    ck_assert(terminal_find(terminal, " frames in ", NULL, NULL));
}
END_TEST

START_TEST(one_row_is_the_dashboards)
{
    start("--stats");
    terminal_resize(terminal, 80, 1);
    expect("degraded   ");
    terminal_resize(terminal, 80, 24);
    expect(" polls");
}
END_TEST

Suite *suite_slow(void)
{
    Suite *suite = suite_create("slow");
    TCase *tcase = tcase_create("slow");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, on_a_slow_line_only_trouble_has_a_colour);
    tcase_add_test(tcase, it_can_be_chosen_while_it_runs);
    tcase_add_test(tcase, frames_are_rare_on_it);
    tcase_add_test(tcase, what_it_costs_is_told_below_it_and_at_its_end);
    tcase_add_test(tcase, one_row_is_the_dashboards);
    suite_add_tcase(suite, tcase);
    return suite;
}
