/* Hygiene: what the program does to the terminal, and what terminals do to the program. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct terminal *start(void)
{
    struct terminal *terminal = program_start(80, 24, FROZEN_DEMO);

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    ck_assert(!terminal_cursor_is_visible(terminal));
    ck_assert(!terminal_modes_are_restored(terminal));
    ck_assert(!terminal_reports_mouse(terminal));
    return terminal;
}

/* --- ways out --- */

static const char *const quitting[] = {"q", "\x03", "\x1b[21~"};

START_TEST(keys_that_quit_restore_the_terminal)
{
    struct terminal *terminal = start();

    terminal_type(terminal, quitting[_i]);
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(an_interrupt_is_an_ordinary_end)
{
    struct terminal *terminal = start();

    kill(terminal_pid(terminal), SIGINT);
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
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

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

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
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* --- stopping and going on --- */

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
    ck_assert(terminal_wait_text(terminal, "billing-faq  degraded for", PATIENCE_MS));
    terminal_type(terminal, "q");
    ck_assert(terminal_wait_text(terminal, "ended and cooked", PATIENCE_MS));
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(where_nobody_could_continue_it_a_stop_does_nothing)
{
    struct terminal *terminal = start();

    terminal_type(terminal, "\x1a");
    terminal_type(terminal, "j\r");
    ck_assert(terminal_wait_text(terminal, "billing-faq  degraded for", PATIENCE_MS));
    ck_assert(terminal_in_alternate_screen(terminal));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(stopped_from_outside_it_goes_on_as_well)
{
    struct terminal *terminal = start();

    kill(terminal_pid(terminal), SIGSTOP);
    terminal_type(terminal, "j\r");
    kill(terminal_pid(terminal), SIGCONT);
    ck_assert(terminal_wait_text(terminal, "billing-faq  degraded for", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* --- terminals that are lost or slow --- */

START_TEST(a_lost_terminal_ends_the_program_within_a_second)
{
    struct terminal *terminal = start();
    int64_t began_us = wait_clock_us();
    int status;

    terminal_hang_up(terminal);
    ck_assert(terminal_wait_exit(terminal, &status, PATIENCE_MS));
    ck_assert_int_lt(wait_clock_us() - began_us, 1000000);
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

/* Types keys that each change the whole screen, while nobody reads what the program writes. */
static void overwhelm(struct terminal *terminal)
{
    for (int i = 0; i < 100; i++)
        terminal_type(terminal, "T?x\r\x1bj");
}

START_TEST(a_slow_terminal_gets_fewer_frames_and_no_backlog)
{
    struct terminal *terminal = start();
    size_t before = terminal_bytes(terminal);

    overwhelm(terminal);
    terminal_type(terminal, "/acme");
    ck_assert(terminal_wait_text(terminal, "Filter: acme", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, 300, PATIENCE_MS));
    ck_assert_uint_lt(terminal_bytes(terminal) - before, 150000);
    terminal_type(terminal, "\rq");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* Looks without reading the terminal, and without taking the status. */
static bool has_ended(pid_t pid)
{
    siginfo_t info = {0};

    ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG), 0);
    return info.si_pid == pid;
}

START_TEST(a_terminal_that_nobody_reads_does_not_keep_it_from_ending)
{
    struct terminal *terminal = start();
    struct deadline deadline = deadline_in(PATIENCE_MS);

    overwhelm(terminal);
    kill(terminal_pid(terminal), SIGTERM);
    while (!has_ended(terminal_pid(terminal)))
        ck_assert_msg(deadline_pause(&deadline), "it did not end");
    terminal_free(terminal);
}
END_TEST

/* --- terminals of all kinds --- */

static const char *const terms[] = {"xterm-nobody-knows", "dumb", "vt100", "linux", "screen-256color",
                                    "xterm", "rxvt"};

START_TEST(every_terminal_gets_a_screen)
{
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){.columns = 80, .rows = 24, .term = terms[_i]}, FROZEN_DEMO, NULL);

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    ck_assert(terminal_modes_are_restored(terminal));
    ck_assert(terminal_cursor_is_visible(terminal));
    terminal_free(terminal);
}
END_TEST

static bool has_colour(struct terminal *terminal)
{
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            struct terminal_cell cell = terminal_cell(terminal, row, column);
            if (cell.foreground != COLOR_DEFAULT || cell.background != COLOR_DEFAULT)
                return true;
        }
    }
    return false;
}

static const struct {
    const char *variable;
    const char *mode;
    bool colour;
} colours[] = {{"NO_COLOR=1", "auto", false},   {"NO_COLOR=", "auto", true},
               {"NO_COLOR=1", "always", true},  {"NO_COLOR=1", "256", true},
               {"NOTHING=1", "never", false},   {"NOTHING=1", "auto", true}};

START_TEST(no_color_is_heeded_unless_colours_are_asked_for)
{
    const char *const environment[] = {colours[_i].variable, NULL};
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){.columns = 80, .rows = 24, .environment = environment}, FROZEN_DEMO,
        "--color", colours[_i].mode, NULL);

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    ck_assert_int_eq(has_colour(terminal), colours[_i].colour);
    terminal_free(terminal);
}
END_TEST

START_TEST(keys_come_from_the_terminal_also_where_standard_input_is_something_else)
{
    struct terminal *terminal =
        program_start_script("echo qqq | \"$DRIFTOP\" demo: --utc --now 2026-11-22T14:30:15Z");

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

START_TEST(without_a_terminal_it_points_to_the_snapshot)
{
    struct terminal *terminal =
        program_start_script("\"$DRIFTOP\" demo: | cat; \"$DRIFTOP\" demo: >/dev/null; exit $?");

    ck_assert(terminal_wait_text(terminal, "driftop snapshot", PATIENCE_MS));
    program_expect_exit(terminal, 2);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *option;
    const char *value;
    const char *said;
} mistakes[] = {{"--theme", "nope", "there is no theme 'nope'"},
                {"--theme", "./nope.theme", "./nope.theme: No such file"},
                {"--color", "blue", "blue"},
                {"--glyphs", "runes", "runes"}};

START_TEST(a_mistake_is_told_before_the_terminal_is_touched)
{
    struct terminal *terminal =
        program_start(80, 24, FROZEN_DEMO, mistakes[_i].option, mistakes[_i].value);

    program_expect_exit(terminal, 2);
    ck_assert(terminal_find(terminal, mistakes[_i].said, NULL, NULL));
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* --- a source that is not there --- */

START_TEST(the_first_frame_does_not_wait_for_the_source_and_keys_work)
{
    char directory[SCRATCH_SIZE];
    char url[SCRATCH_SIZE + 32];

    scratch_create(directory);
    snprintf(url, sizeof(url), "unix://%s/nobody.sock", directory);
    struct terminal *terminal = program_start(80, 24, url);
    ck_assert(terminal_wait_text(terminal, "AWAY", PATIENCE_MS));
    ck_assert(terminal_find(terminal, "next try in", NULL, NULL) ||
              terminal_find(terminal, "trying now", NULL, NULL));
    terminal_type(terminal, "?");
    ck_assert(terminal_wait_text(terminal, "open the selected tenant", PATIENCE_MS));
    terminal_type(terminal, "xr5p/x\r\r\x1bq");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

#define ADD_LOOP(tcase, test, table)                                                               \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_hygiene(void)
{
    Suite *suite = suite_create("hygiene");
    TCase *ends = tcase_create("ends");
    TCase *terminals = tcase_create("terminals");

    tcase_set_timeout(ends, 60);
    ADD_LOOP(ends, keys_that_quit_restore_the_terminal, quitting);
    tcase_add_test(ends, an_interrupt_is_an_ordinary_end);
    ADD_LOOP(ends, signals_that_end_restore_the_terminal_and_are_told, deadly);
    ADD_LOOP(ends, a_crash_restores_the_terminal, crashes);
    tcase_add_test(ends, a_prompt_does_not_get_in_the_way_of_the_end);
    tcase_add_test(ends, a_stopped_program_gives_the_terminal_back_and_takes_it_again);
    tcase_add_test(ends, where_nobody_could_continue_it_a_stop_does_nothing);
    tcase_add_test(ends, stopped_from_outside_it_goes_on_as_well);
    tcase_add_test(ends, a_lost_terminal_ends_the_program_within_a_second);
    tcase_add_test(ends, a_lost_terminal_ends_the_program_also_without_a_hangup_signal);
    suite_add_tcase(suite, ends);

    tcase_set_timeout(terminals, 60);
    tcase_add_test(terminals, a_slow_terminal_gets_fewer_frames_and_no_backlog);
    tcase_add_test(terminals, a_terminal_that_nobody_reads_does_not_keep_it_from_ending);
    ADD_LOOP(terminals, every_terminal_gets_a_screen, terms);
    ADD_LOOP(terminals, no_color_is_heeded_unless_colours_are_asked_for, colours);
    tcase_add_test(terminals,
                   keys_come_from_the_terminal_also_where_standard_input_is_something_else);
    tcase_add_test(terminals, without_a_terminal_it_points_to_the_snapshot);
    ADD_LOOP(terminals, a_mistake_is_told_before_the_terminal_is_touched, mistakes);
    tcase_add_test(terminals, the_first_frame_does_not_wait_for_the_source_and_keys_work);
    suite_add_tcase(suite, terminals);
    return suite;
}
