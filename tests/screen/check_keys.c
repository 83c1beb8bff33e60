/* Keys, typed at the whole program. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <stdlib.h>
#include <string.h>

static struct terminal *terminal;

static void setup(void)
{
    terminal = program_start(80, 24, FROZEN_DEMO);
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

static void expect_gone(const char *text)
{
    ck_assert_msg(terminal_wait_no_text(terminal, text, PATIENCE_MS), "'%s' is still shown", text);
}

static int row_of(const char *text)
{
    int row = -1;

    ck_assert(terminal_find(terminal, text, &row, NULL));
    return row;
}

struct order {
    const char *above;
    const char *below;
};

static bool is_in_order(struct terminal *where, void *context)
{
    const struct order *order = context;
    int above;
    int below;

    return terminal_find(where, order->above, &above, NULL) &&
           terminal_find(where, order->below, &below, NULL) && above < below;
}

static void expect_order(const char *above, const char *below)
{
    struct order order = {above, below};

    ck_assert_msg(terminal_wait(terminal, is_in_order, &order, PATIENCE_MS),
                  "%s does not stand above %s", above, below);
}

/* Waits until the row of a tenant has the background of the selection. */
static bool is_selected(struct terminal *where, void *context)
{
    int row;

    return terminal_find(where, context, &row, NULL) &&
           terminal_cell(where, row, 20).background != COLOR_DEFAULT;
}

static void expect_selected(const char *name)
{
    char *text = strdup(name);

    ck_assert_msg(terminal_wait(terminal, is_selected, text, PATIENCE_MS), "%s is not selected",
                  name);
    free(text);
}

START_TEST(arrows_select_and_enter_opens)
{
    expect_selected("billing-faq");
    terminal_key(terminal, VTERM_KEY_DOWN);
    expect_selected("acme-support");
    terminal_key(terminal, VTERM_KEY_DOWN);
    terminal_key(terminal, VTERM_KEY_UP);
    terminal_key(terminal, VTERM_KEY_ENTER);
    expect("acme-support  degraded");
    expect("SEVERITY");
    expect("EVENTS");
    terminal_type(terminal, "]");
    expect("payments-kyc  warn, silent for");
    terminal_key(terminal, VTERM_KEY_ESCAPE);
    expect("WORST DIMENSION");
    expect_selected("payments-kyc");
}
END_TEST

START_TEST(home_end_and_pages_move)
{
    terminal_key(terminal, VTERM_KEY_END);
    expect_selected("shop-assistant");
    terminal_key(terminal, VTERM_KEY_HOME);
    expect_selected("billing-faq");
    terminal_key(terminal, VTERM_KEY_PAGEDOWN);
    expect_selected("shop-assistant");
    terminal_key(terminal, VTERM_KEY_PAGEUP);
    expect_selected("billing-faq");
}
END_TEST

START_TEST(the_filter_narrows_while_it_is_typed)
{
    terminal_type(terminal, "/pay");
    expect("Filter: pay   1 of 12");
    expect_gone("acme-support");
    ck_assert(terminal_cursor_is_visible(terminal));
    terminal_key(terminal, VTERM_KEY_ENTER);
    expect("filter: pay, 1 of 12");
    expect_gone("Filter:");
    ck_assert(!terminal_cursor_is_visible(terminal));
    terminal_key(terminal, VTERM_KEY_ESCAPE);
    expect("acme-support");
}
END_TEST

START_TEST(a_tenant_is_found_by_a_part_of_its_name)
{
    terminal_type(terminal, "tport");
    expect("Go to tenant: port   acme-support  1 of 2");
    terminal_key(terminal, VTERM_KEY_TAB);
    expect("hr-portal  2 of 2");
    terminal_key(terminal, VTERM_KEY_ENTER);
    expect("hr-portal  warn");
}
END_TEST

START_TEST(windows_are_switched_and_typed)
{
    terminal_type(terminal, "3");
    expect("last 6h");
    expect("SEV 6h");
    terminal_type(terminal, "W90m\r");
    expect("last 1h30m");
    terminal_type(terminal, "Wsoon\r");
    expect("Window: soon");
    terminal_key(terminal, VTERM_KEY_ESCAPE);
    expect_gone("Window:");
    expect("last 1h30m");
    terminal_type(terminal, ":w 2d\r");
    expect("last 2d");
    terminal_type(terminal, ":soon\r");
    expect("no such command: soon");
}
END_TEST

START_TEST(sorting_is_shown)
{
    expect_order("billing-faq", "docs-global");
    terminal_type(terminal, "s");
    expect("TENANT▼");
    terminal_type(terminal, "R");
    expect("TENANT▲");
    expect_order("docs-global", "billing-faq");
}
END_TEST

START_TEST(pause_and_zone_are_marked)
{
    terminal_type(terminal, "p");
    expect("PAUSED");
    expect("1h until 14:30:15");
    terminal_type(terminal, "p");
    expect_gone("PAUSED");
    terminal_type(terminal, "u");
    expect("14:30 UTC"); /* the zone of the tests is UTC */
}
END_TEST

START_TEST(help_opens_and_closes)
{
    terminal_type(terminal, "?");
    expect("open the selected row");
    terminal_key(terminal, VTERM_KEY_PAGEDOWN);
    terminal_key(terminal, VTERM_KEY_PAGEDOWN);
    expect("leave driftop");
    terminal_type(terminal, "q");
    expect("WORST DIMENSION");
    terminal_key(terminal, VTERM_KEY_FUNCTION(1));
    expect("open the selected row");
}
END_TEST

START_TEST(the_theme_changes_colours)
{
    int before = terminal_cell(terminal, row_of("degraded acme"), 1).foreground;

    terminal_type(terminal, "T");
    expect("theme light");
    ck_assert_int_ne(terminal_cell(terminal, row_of("degraded acme"), 1).foreground, before);
}
END_TEST

START_TEST(a_resize_lays_out_anew)
{
    terminal_resize(terminal, 120, 35);
    expect("DIMENSIONS");
    expect("BASELINE");
    terminal_resize(terminal, 40, 10);
    expect("needs 60 x 12, has 40 x 10");
    terminal_resize(terminal, 80, 24);
    expect("WORST DIMENSION");
    expect_gone("needs 60");
    terminal_resize(terminal, 1, 1);
    terminal_resize(terminal, 200, 50);
    expect("DIMENSIONS");
}
END_TEST

START_TEST(keys_that_mean_nothing_do_nothing_but_say_so)
{
    terminal_type(terminal, "\x1b[1;5A\x1b[201~\x1b[I\x1b[<0;3;3M\xff\xfe\x01Z");
    expect("no such key: Z");
    terminal_type(terminal, "\x1b[1;5A");
    expect("no such key: a special one");
    terminal_key(terminal, VTERM_KEY_UP);
    expect("this is the first row");
    terminal_type(terminal, "n");
    expect("n (next) does nothing on the fleet");
    terminal_type(terminal, "r");
    expect("asked the source");
    terminal_type(terminal, "j");
    expect_selected("acme-support");
}
END_TEST

START_TEST(escape_then_a_key_at_once_are_two_keys)
{
    terminal_key(terminal, VTERM_KEY_ENTER);
    expect("SEVERITY");
    terminal_type(terminal, "\x1bj");
    expect("WORST DIMENSION");
    expect_selected("acme-support");
}
END_TEST

Suite *suite_keys(void)
{
    Suite *suite = suite_create("keys");
    TCase *tcase = tcase_create("keys");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, arrows_select_and_enter_opens);
    tcase_add_test(tcase, home_end_and_pages_move);
    tcase_add_test(tcase, the_filter_narrows_while_it_is_typed);
    tcase_add_test(tcase, a_tenant_is_found_by_a_part_of_its_name);
    tcase_add_test(tcase, windows_are_switched_and_typed);
    tcase_add_test(tcase, sorting_is_shown);
    tcase_add_test(tcase, pause_and_zone_are_marked);
    tcase_add_test(tcase, help_opens_and_closes);
    tcase_add_test(tcase, the_theme_changes_colours);
    tcase_add_test(tcase, a_resize_lays_out_anew);
    tcase_add_test(tcase, keys_that_mean_nothing_do_nothing_but_say_so);
    tcase_add_test(tcase, escape_then_a_key_at_once_are_two_keys);
    suite_add_tcase(suite, tcase);
    return suite;
}
