/* Mouse: asked for, used, and given back however the program ends. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <signal.h>
#include <stdio.h>

static bool reports(struct terminal *terminal, void *wanted)
{
    return terminal_reports_mouse(terminal) == *(const bool *)wanted;
}

static void expect_mouse(struct terminal *terminal, bool wanted)
{
    ck_assert(terminal_wait(terminal, reports, &wanted, PATIENCE_MS));
}

static struct terminal *start(void)
{
    struct terminal *terminal = program_start(80, 24, FROZEN_DEMO, "--mouse");

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    expect_mouse(terminal, true);
    return terminal;
}

START_TEST(it_is_asked_for_while_driftop_runs)
{
    struct terminal *terminal = program_start_demo();

    ck_assert(!terminal_reports_mouse(terminal));
    terminal_type(terminal, ":mouse on\r");
    expect_mouse(terminal, true);
    terminal_type(terminal, ":mouse off\r");
    expect_mouse(terminal, false);
    terminal_free(terminal);
}
END_TEST

START_TEST(a_click_opens_and_its_bytes_are_no_keys)
{
    struct terminal *terminal = start();
    int row;

    ck_assert(terminal_find(terminal, "degraded acme-support", &row, NULL));
    for (int i = 0; i < 2; i++) {
        char report[64];
        snprintf(report, sizeof(report), "\x1b[<0;20;%dM\x1b[<0;20;%dm", row + 1, row + 1);
        terminal_type(terminal, report);
    }
    ck_assert(terminal_wait_text(terminal, "acme-support  degraded since", PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

START_TEST(it_is_given_back_at_the_end)
{
    struct terminal *terminal = start();

    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

static const int deadly[] = {SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGUSR1};

START_TEST(it_is_given_back_by_signals)
{
    struct terminal *terminal = start();
    int status;

    kill(terminal_pid(terminal), deadly[_i]);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(a_stopped_program_has_no_mouse_and_takes_it_again)
{
    struct terminal *terminal =
        program_start_script("set -m\n"
                             "\"$DRIFTOP\" demo: --utc --now 2026-11-22T14:30:15Z --mouse\n"
                             "echo stopped\n"
                             "read line\n"
                             "echo \"read <$line>\"\n"
                             "fg >/dev/null\n");

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    expect_mouse(terminal, true);
    terminal_type(terminal, "\x1a");
    ck_assert(terminal_wait_text(terminal, "stopped", PATIENCE_MS));
    ck_assert(!terminal_reports_mouse(terminal));
    terminal_type(terminal, "\n");
    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    expect_mouse(terminal, true);
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* What the terminal told before it heard that nobody listens any more is not typed to the shell. */
START_TEST(nothing_is_left_for_the_shell)
{
    struct terminal *terminal = program_start_script("\"$DRIFTOP\" demo: --utc --now "
                                                     "2026-11-22T14:30:15Z --mouse\n"
                                                     "read line\n"
                                                     "echo \"read <$line>\"\n");

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    expect_mouse(terminal, true);
    terminal_type(terminal, "q\x1b[<0;20;5M\x1b[<0;20;5m");
    expect_mouse(terminal, false);
    ck_assert(terminal_wait_quiet(terminal, 200, PATIENCE_MS));
    terminal_type(terminal, "mine\n");
    ck_assert(terminal_wait_text(terminal, "read <mine>", PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

Suite *suite_mouse(void)
{
    Suite *suite = suite_create("mouse");
    TCase *tcase = tcase_create("mouse");

    tcase_add_test(tcase, it_is_asked_for_while_driftop_runs);
    tcase_add_test(tcase, a_click_opens_and_its_bytes_are_no_keys);
    tcase_add_test(tcase, it_is_given_back_at_the_end);
    tcase_add_loop_test(tcase, it_is_given_back_by_signals, 0,
                        (int)(sizeof(deadly) / sizeof(deadly[0])));
    tcase_add_test(tcase, a_stopped_program_has_no_mouse_and_takes_it_again);
    tcase_add_test(tcase, nothing_is_left_for_the_shell);
    suite_add_tcase(suite, tcase);
    return suite;
}
