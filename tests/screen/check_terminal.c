/* The terminal that the screen tests look at, held against programs whose output is known. */
#include "config.h"

#include "screen/suites.h"
#include "support/terminal.h"
#include "support/wait.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct terminal *run_script(const char *script)
{
    const char *const argv[] = {"sh", "-c", script, NULL};

    return terminal_start(&(struct terminal_setup){.argv = argv, .columns = 40, .rows = 10});
}

static void expect_success(struct terminal *terminal)
{
    int status;

    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

START_TEST(text_stands_where_it_was_written)
{
    struct terminal *terminal = run_script("printf 'first\\n  second \\n'");
    int row, column;

    expect_success(terminal);
    char *text = terminal_text(terminal);
    ck_assert_str_eq(text, "first\n  second\n\n\n\n\n\n\n\n\n");
    free(text);
    ck_assert(terminal_find(terminal, "second", &row, &column));
    ck_assert_int_eq(row, 1);
    ck_assert_int_eq(column, 2);
    ck_assert(!terminal_find(terminal, "third", NULL, NULL));
    terminal_free(terminal);
}
END_TEST

START_TEST(a_wide_character_takes_two_cells)
{
    struct terminal *terminal = run_script("printf '\\344\\270\\255y'");
    int column;

    expect_success(terminal);
    struct terminal_cell wide = terminal_cell(terminal, 0, 0);
    ck_assert_uint_eq(wide.characters[0], 0x4e2d);
    ck_assert_int_eq(wide.width, 2);
    ck_assert_int_eq(terminal_cell(terminal, 0, 1).width, 0);
    ck_assert(terminal_find(terminal, "y", NULL, &column));
    ck_assert_int_eq(column, 2);
    terminal_free(terminal);
}
END_TEST

START_TEST(colours_and_attributes_are_kept)
{
    struct terminal *terminal =
        run_script("printf '\\033[1;4;38;5;42ma\\033[0;7;48;5;17mb\\033[0mc'");

    expect_success(terminal);
    struct terminal_cell a = terminal_cell(terminal, 0, 0);
    ck_assert(a.bold && a.underline && !a.reverse);
    ck_assert_int_eq(a.foreground, 42);
    ck_assert_int_eq(a.background, COLOR_DEFAULT);
    struct terminal_cell b = terminal_cell(terminal, 0, 1);
    ck_assert(!b.bold && !b.underline && b.reverse);
    ck_assert_int_eq(b.background, 17);
    ck_assert_int_eq(terminal_cell(terminal, 0, 2).foreground, COLOR_DEFAULT);
    terminal_free(terminal);
}
END_TEST

START_TEST(what_a_program_leaves_behind_is_seen)
{
    struct terminal *terminal =
        run_script("read go; printf '\\033[?1049h\\033[?25l\\033[?1000hready'; "
                   "stty raw -echo; read line");

    ck_assert(terminal_modes_are_restored(terminal));
    ck_assert(!terminal_in_alternate_screen(terminal));
    ck_assert(terminal_cursor_is_visible(terminal));
    terminal_type(terminal, "\n");
    ck_assert(terminal_wait_text(terminal, "ready", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    ck_assert(!terminal_cursor_is_visible(terminal));
    ck_assert(terminal_reports_mouse(terminal));
    terminal_type(terminal, "x\n");
    expect_success(terminal);
    ck_assert(!terminal_modes_are_restored(terminal));
    terminal_free(terminal);
}
END_TEST

START_TEST(a_program_learns_its_size)
{
    struct terminal *terminal = run_script("trap 'stty size; exit 0' WINCH; stty size; "
                                           "while :; do read line; done");

    ck_assert(terminal_wait_text(terminal, "10 40", PATIENCE_MS));
    terminal_resize(terminal, 60, 12);
    expect_success(terminal);
    ck_assert(terminal_find(terminal, "12 60", NULL, NULL));
    terminal_free(terminal);
}
END_TEST

START_TEST(a_lost_terminal_ends_what_does_not_mind)
{
    struct terminal *terminal = run_script("echo ready; exec cat");
    int status;

    ck_assert(terminal_wait_text(terminal, "ready", PATIENCE_MS));
    terminal_hang_up(terminal);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    ck_assert(WIFSIGNALED(status) || WIFEXITED(status));
    terminal_free(terminal);
}
END_TEST

START_TEST(the_environment_is_made_from_nothing)
{
    setenv("REDIS_TELEMETRY_URL", "redis://elsewhere", 1);
    struct terminal *terminal =
        run_script("echo \"[$REDIS_TELEMETRY_URL] $TERM $LC_ALL $TZ\"; test -d \"$HOME\"");

    expect_success(terminal);
    ck_assert(terminal_find(terminal, "[] xterm-256color C.UTF-8 UTC", NULL, NULL));
    terminal_free(terminal);
}
END_TEST

Suite *suite_terminal(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tcase = tcase_create("terminal");

    tcase_add_test(tcase, text_stands_where_it_was_written);
    tcase_add_test(tcase, a_wide_character_takes_two_cells);
    tcase_add_test(tcase, colours_and_attributes_are_kept);
    tcase_add_test(tcase, what_a_program_leaves_behind_is_seen);
    tcase_add_test(tcase, a_program_learns_its_size);
    tcase_add_test(tcase, a_lost_terminal_ends_what_does_not_mind);
    tcase_add_test(tcase, the_environment_is_made_from_nothing);
    suite_add_tcase(suite, tcase);
    return suite;
}
