/* Terminals of all kinds: slow ones, unknown ones, none. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/scratch.h"
#include "support/wait.h"

#include "base/buffer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* More than the kernel keeps for a reader that does not read. */
#define REPAINTS 100
#define REPAINT_BYTES 3000

/* Changes the colours of the whole screen again and again, while nobody reads. */
static void overwhelm(struct terminal *terminal)
{
    for (int i = 0; i < REPAINTS; i++)
        ck_assert(terminal_type_through(terminal, "T", PATIENCE_MS));
}

START_TEST(a_slow_terminal_gets_fewer_frames_and_no_backlog)
{
    struct terminal *terminal = program_start_demo();

    size_t before = terminal_bytes(terminal);
    overwhelm(terminal);
    terminal_type(terminal, "/acme");
    ck_assert(terminal_wait_text(terminal, "Filter: acme", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, 300, PATIENCE_MS));
    ck_assert_uint_lt(terminal_bytes(terminal) - before, REPAINTS * REPAINT_BYTES / 2);
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
    struct terminal *terminal = program_start_demo();
    struct deadline deadline = deadline_in(PATIENCE_MS);

    overwhelm(terminal);
    kill(terminal_pid(terminal), SIGTERM);
    while (!has_ended(terminal_pid(terminal)))
        ck_assert_msg(deadline_pause(&deadline), "it did not end");
    terminal_free(terminal);
}
END_TEST

static const char *const terms[] = {"xterm-nobody-knows", "vt100", "linux",
                                    "screen-256color",    "xterm", "rxvt"};

START_TEST(every_terminal_gets_a_screen)
{
    struct terminal *terminal =
        program_start_in(&(struct terminal_setup){.columns = 80, .rows = 24, .term = terms[_i]},
                         ARGUMENTS(FROZEN_DEMO));

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    ck_assert(terminal_modes_are_restored(terminal));
    ck_assert(terminal_cursor_is_visible(terminal));
    terminal_free(terminal);
}
END_TEST

/* It has no second screen: what was shown stays above the shell's prompt. */
START_TEST(where_the_screen_stays_its_last_line_is_left_to_the_shell)
{
    struct terminal *terminal =
        program_start_in(&(struct terminal_setup){.columns = 80, .rows = 24, .term = "vt100"},
                         ARGUMENTS(FROZEN_DEMO));

    ck_assert(terminal_wait_text(terminal, "q quit", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    ck_assert(terminal_find(terminal, "degraded acme-support", NULL, NULL));
    ck_assert(!terminal_find(terminal, "q quit", NULL, NULL));
    terminal_free(terminal);
}
END_TEST

/* One that has no description, of a family that does not fill what it clears with a background. */
START_TEST(an_unknown_terminal_is_taken_for_another_of_its_family)
{
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){
            .columns = 80, .rows = 24, .term = "screen.nobody-knows", .background = ""},
        ARGUMENTS(FROZEN_DEMO));
    struct buffer record = {0};

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, 300, PATIENCE_MS));
    terminal_record(terminal, &record);
    terminal_type(terminal, "?");
    ck_assert(terminal_wait_text(terminal, "On the fleet", PATIENCE_MS));
    terminal_record(terminal, NULL);
    ck_assert_msg(strstr(buffer_text(&record), "\x1b[K") == NULL, "it clears to the end of a line");
    buffer_free(&record);
    terminal_free(terminal);
}
END_TEST

START_TEST(a_terminal_that_cannot_move_the_cursor_is_refused)
{
    struct terminal *terminal =
        program_start_in(&(struct terminal_setup){.columns = 80, .rows = 24, .term = "dumb"},
                         ARGUMENTS(FROZEN_DEMO));

    program_expect_exit(terminal, 2);
    ck_assert(terminal_find(terminal, "`driftop snapshot`", NULL, NULL));
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *script;
    int status;
    const char *said;
} closed[] = {{"\"$DRIFTOP\" snapshot demo: >&-", 1, "Bad file descriptor"},
              {"\"$DRIFTOP\" snapshot demo: <&- | head -n 1 | grep -c .; exit 0", 0, "1"},
              {"\"$DRIFTOP\" snapshot demo: 2>&- | grep acme-support", 0, "acme-support"}};

START_TEST(a_closed_descriptor_is_no_crash)
{
    struct terminal *terminal = program_start_script(closed[_i].script);

    program_expect_exit(terminal, closed[_i].status);
    ck_assert(terminal_find(terminal, closed[_i].said, NULL, NULL));
    ck_assert(!terminal_find(terminal, "Assertion", NULL, NULL));
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

START_TEST(more_colours_than_the_description_has_are_taken_from_its_sibling)
{
    struct terminal *terminal =
        program_start_in(&(struct terminal_setup){.columns = 80, .rows = 24, .term = "xterm"},
                         ARGUMENTS(FROZEN_DEMO, "--color", "256"));
    int most = COLOR_DEFAULT;

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    for (int column = 0; column < 80; column++) {
        int colour = terminal_cell(terminal, 0, column).background;
        most = colour > most ? colour : most;
    }
    ck_assert_int_ge(most, 16);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *variable;
    const char *mode;
    bool colour;
} colours[] = {{"NO_COLOR=1", "auto", false},  {"NO_COLOR=", "auto", true},
               {"NO_COLOR=1", "always", true}, {"NO_COLOR=1", "256", true},
               {"NOTHING=1", "never", false},  {"NOTHING=1", "auto", true}};

START_TEST(no_color_is_heeded_unless_colours_are_asked_for)
{
    const char *const environment[] = {colours[_i].variable, NULL};
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){.columns = 80, .rows = 24, .environment = environment},
        ARGUMENTS(FROZEN_DEMO, "--color", colours[_i].mode));

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
    ck_assert(terminal_wait_text(terminal, "open the selected row", PATIENCE_MS));
    terminal_type(terminal, "xr5p/x\r\r\x1bq");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

#define ADD_LOOP(tcase, test, table)                                                               \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_terminals(void)
{
    Suite *suite = suite_create("terminals");
    TCase *tcase = tcase_create("terminals");

    tcase_add_test(tcase, a_slow_terminal_gets_fewer_frames_and_no_backlog);
    tcase_add_test(tcase, a_terminal_that_nobody_reads_does_not_keep_it_from_ending);
    ADD_LOOP(tcase, every_terminal_gets_a_screen, terms);
    tcase_add_test(tcase, where_the_screen_stays_its_last_line_is_left_to_the_shell);
    tcase_add_test(tcase, an_unknown_terminal_is_taken_for_another_of_its_family);
    tcase_add_test(tcase, a_terminal_that_cannot_move_the_cursor_is_refused);
    ADD_LOOP(tcase, a_closed_descriptor_is_no_crash, closed);
    tcase_add_test(tcase, more_colours_than_the_description_has_are_taken_from_its_sibling);
    ADD_LOOP(tcase, no_color_is_heeded_unless_colours_are_asked_for, colours);
    tcase_add_test(tcase, keys_come_from_the_terminal_also_where_standard_input_is_something_else);
    tcase_add_test(tcase, without_a_terminal_it_points_to_the_snapshot);
    ADD_LOOP(tcase, a_mistake_is_told_before_the_terminal_is_touched, mistakes);
    tcase_add_test(tcase, the_first_frame_does_not_wait_for_the_source_and_keys_work);
    suite_add_tcase(suite, tcase);
    return suite;
}
