/* Ways out, stopping and going on: the terminal is always given back. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <signal.h>
#include <sys/wait.h>

static struct terminal *start(void)
{
    struct terminal *terminal = program_start_demo();

    ck_assert(terminal_in_alternate_screen(terminal));
    ck_assert(!terminal_cursor_is_visible(terminal));
    ck_assert(!terminal_modes_are_restored(terminal));
    ck_assert(!terminal_reports_mouse(terminal));
    return terminal;
}

static void expect_end(struct terminal *terminal, int status)
{
    program_expect_exit(terminal, status);
    program_expect_restored(terminal);
    terminal_free(terminal);
}

static const char *const quitting[] = {"q", "\x03", "\x1b[21~"};

START_TEST(keys_that_quit_restore_the_terminal)
{
    struct terminal *terminal = start();

    terminal_type(terminal, quitting[_i]);
    expect_end(terminal, 0);
}
END_TEST

/* Who watches as many as that ends in another way, which the system makes short. */
START_TEST(the_end_of_a_great_fleet_restores_the_terminal)
{
    struct terminal *terminal = program_start_script(
        "file=$(mktemp --suffix=.jsonl); seq 0 10000 | sed 's/.*/{\"tenant\":\"t&\","
        "\"id\":\"1000000000000-0\",\"dimensions\":[{\"name\":\"x\",\"severity\":\"warn\","
        "\"value\":1}]}/' >$file; \"$DRIFTOP\" $file; status=$?; rm $file; exit $status");

    ck_assert(terminal_wait_text(terminal, "of 10001, all judged", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    terminal_type(terminal, "q");
    expect_end(terminal, 0);
}
END_TEST

START_TEST(an_interrupt_is_an_ordinary_end)
{
    struct terminal *terminal = start();

    kill(terminal_pid(terminal), SIGINT);
    expect_end(terminal, 0);
}
END_TEST

static const int deadly[] = {SIGTERM, SIGHUP, SIGQUIT};

START_TEST(signals_that_end_restore_the_terminal_and_are_told)
{
    struct terminal *terminal = start();
    int status;

    kill(terminal_pid(terminal), deadly[_i]);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), deadly[_i]);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

static const int crashes[] = {SIGSEGV,   SIGBUS,  SIGILL,  SIGFPE,   SIGABRT, SIGUSR1,
                              SIGUSR2,   SIGALRM, SIGTRAP, SIGSYS,   SIGXCPU, SIGPROF,
                              SIGVTALRM, SIGIO,   SIGPWR,  SIGSTKFLT};

START_TEST(a_crash_restores_the_terminal)
{
    struct terminal *terminal = start();
    int status;

    kill(terminal_pid(terminal), crashes[_i]);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    ck_assert(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(a_prompt_does_not_get_in_the_way_of_the_end)
{
    struct terminal *terminal = start();

    terminal_type(terminal, "/acme");
    ck_assert(terminal_wait_text(terminal, "Filter: acme", PATIENCE_MS));
    terminal_type(terminal, "\x03");
    expect_end(terminal, 0);
}
END_TEST

START_TEST(a_stopped_program_gives_the_terminal_back_and_takes_it_again)
{
    struct terminal *terminal = program_start_script(
        "set -m\n"
        "\"$DRIFTOP\" demo: --utc --now 2026-11-22T14:30:15Z\n"
        "stty -a | grep -q ' icanon' && stty -a | grep -q ' echo ' && echo stopped and cooked\n"
        "read line\n"
        "fg >/dev/null\n"
        "stty -a | grep -q ' icanon' && echo ended and cooked\n");

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "\x1a");
    ck_assert(terminal_wait_text(terminal, "stopped and cooked", PATIENCE_MS));
    ck_assert(!terminal_in_alternate_screen(terminal));
    ck_assert(terminal_cursor_is_visible(terminal));
    terminal_type(terminal, "\n");
    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    ck_assert(!terminal_cursor_is_visible(terminal));
    terminal_type(terminal, "j\r");
    ck_assert(terminal_wait_text(terminal, "acme-support  degraded since", PATIENCE_MS));
    terminal_type(terminal, "q");
    ck_assert(terminal_wait_text(terminal, "ended and cooked", PATIENCE_MS));
    expect_end(terminal, 0);
}
END_TEST

START_TEST(where_nobody_could_continue_it_a_stop_does_nothing)
{
    struct terminal *terminal = start();

    terminal_type(terminal, "\x1a");
    terminal_type(terminal, "j\r");
    ck_assert(terminal_wait_text(terminal, "acme-support  degraded since", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    terminal_type(terminal, "q");
    expect_end(terminal, 0);
}
END_TEST

START_TEST(stopped_from_outside_it_goes_on_as_well)
{
    struct terminal *terminal = start();

    kill(terminal_pid(terminal), SIGSTOP);
    terminal_type(terminal, "j\r");
    kill(terminal_pid(terminal), SIGCONT);
    ck_assert(terminal_wait_text(terminal, "acme-support  degraded since", PATIENCE_MS));
    terminal_type(terminal, "q");
    expect_end(terminal, 0);
}
END_TEST

START_TEST(a_lost_terminal_ends_the_program)
{
    struct terminal *terminal = start();
    int status;

    terminal_hang_up(terminal);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

START_TEST(a_lost_terminal_ends_the_program_also_without_a_hangup_signal)
{
    struct terminal *terminal =
        program_start_script("trap '' HUP; exec setsid -w \"$DRIFTOP\" demo: --utc "
                             "--now 2026-11-22T14:30:15Z");
    int status;

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_hang_up(terminal);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

#define ADD_LOOP(tcase, test, table)                                                               \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_ends(void)
{
    Suite *suite = suite_create("ends");
    TCase *tcase = tcase_create("ends");

    ADD_LOOP(tcase, keys_that_quit_restore_the_terminal, quitting);
    tcase_add_test(tcase, the_end_of_a_great_fleet_restores_the_terminal);
    tcase_add_test(tcase, an_interrupt_is_an_ordinary_end);
    ADD_LOOP(tcase, signals_that_end_restore_the_terminal_and_are_told, deadly);
    ADD_LOOP(tcase, a_crash_restores_the_terminal, crashes);
    tcase_add_test(tcase, a_prompt_does_not_get_in_the_way_of_the_end);
    tcase_add_test(tcase, a_stopped_program_gives_the_terminal_back_and_takes_it_again);
    tcase_add_test(tcase, where_nobody_could_continue_it_a_stop_does_nothing);
    tcase_add_test(tcase, stopped_from_outside_it_goes_on_as_well);
    tcase_add_test(tcase, a_lost_terminal_ends_the_program);
    tcase_add_test(tcase, a_lost_terminal_ends_the_program_also_without_a_hangup_signal);
    suite_add_tcase(suite, tcase);
    return suite;
}
