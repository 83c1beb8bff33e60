/* The configuration, and what the dashboard takes of it while it runs. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/scratch.h"

#include <stdio.h>

static char directory[SCRATCH_SIZE];
static struct terminal *terminal;

static void configure(const char *text)
{
    scratch_write(directory, "driftop.conf", text);
}

static void setup(void)
{
    char path[SCRATCH_SIZE + 32];

    scratch_create(directory);
    configure("[keys]\nsort = z\n");
    snprintf(path, sizeof(path), "%s/driftop.conf", directory);
    terminal = program_start(80, 24, FROZEN_DEMO, "--config", path);
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

START_TEST(keys_of_the_configuration_are_those_of_the_screen)
{
    expect(" z sort ");
    terminal_type(terminal, "z");
    expect("TENANT▼");
    terminal_type(terminal, "s");
    expect("no such key: s");
}
END_TEST

START_TEST(it_is_read_again_at_a_word)
{
    configure("[keys]\nsort = y\n");
    terminal_type(terminal, ":reload\r");
    expect("the configuration was read again");
    expect(" y sort ");
    terminal_type(terminal, "y");
    expect("TENANT▼");
}
END_TEST

START_TEST(one_that_is_wrong_says_where_and_changes_nothing)
{
    configure("[keys]\nsort = y\npause = y\n");
    terminal_type(terminal, ":reload\r");
    expect("driftop.conf:3: ");
    expect(" z sort ");
    terminal_type(terminal, "z");
    expect("TENANT▼");
}
END_TEST

START_TEST(other_rules_hold_from_then_on)
{
    expect("warn     hr-portal");
    configure("[rule calm]\nwarn = 60/64/1\n");
    terminal_type(terminal, ":reload\r");
    expect("the configuration was read again");
    expect("pending  hr-portal");
}
END_TEST

Suite *suite_reload(void)
{
    Suite *suite = suite_create("reload");
    TCase *tcase = tcase_create("reload");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, keys_of_the_configuration_are_those_of_the_screen);
    tcase_add_test(tcase, it_is_read_again_at_a_word);
    tcase_add_test(tcase, one_that_is_wrong_says_where_and_changes_nothing);
    tcase_add_test(tcase, other_rules_hold_from_then_on);
    suite_add_tcase(suite, tcase);
    return suite;
}
