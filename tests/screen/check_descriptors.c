/* What others share with driftop is left as it was. Where the terminal may not be opened anew, as
 * after su, its descriptors are those of the shell; whether they block is theirs to say. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <signal.h>
#include <stdio.h>

/* Runs driftop without the right to open the terminal, from where anybody may run it, and tells
 * afterwards whether the shell's input and output block: 04000 is O_NONBLOCK. */
#define SETUP                                                                                      \
    "set -m; cp \"$DRIFTOP\" \"$HOME/driftop\"; chmod 733 \"$HOME\"; exec <\"$(tty)\"; chmod 0 "   \
    "\"$(tty)\"; as=''\n"                                                                          \
    "[ \"$(id -u)\" != 0 ] || as='setpriv --reuid=65534 --clear-groups'\n"                         \
    "tell() { case $(sed -n 's/flags:.*\\(.\\)...$/\\1/p' /proc/$$/fdinfo/[01]) in\n"              \
    "*[4-7]*) echo \"$1 does not block\";; *) echo \"$1 blocks\";; esac; }\n"
#define RUN "$as \"$HOME/driftop\" demo: --utc --now 2026-11-22T14:30:15Z\n"

static struct terminal *terminal;

static void start(const char *script)
{
    terminal = program_start_script(script);
    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
}

static void teardown(void)
{
    terminal_free(terminal);
}

START_TEST(after_the_end_the_shell_reads_as_before)
{
    start(SETUP RUN "tell after");
    terminal_type(terminal, "q");
    ck_assert(terminal_wait_text(terminal, "after blocks", PATIENCE_MS));
}
END_TEST

START_TEST(while_it_is_stopped_too)
{
    start(SETUP RUN "tell stopped; read line; fg >/dev/null; tell after");
    terminal_type(terminal, "\x1a");
    ck_assert(terminal_wait_text(terminal, "stopped blocks", PATIENCE_MS));
    terminal_type(terminal, "\n");
    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "q");
    ck_assert(terminal_wait_text(terminal, "after blocks", PATIENCE_MS));
}
END_TEST

/* Returns the process that the shell waits for. */
static pid_t job(void)
{
    char path[64];
    int pid = 0;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)terminal_pid(terminal),
             (int)terminal_pid(terminal));
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%d", &pid), 1);
    fclose(file);
    return (pid_t)pid;
}

static const int deadly[] = {SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGUSR1};

START_TEST(and_after_a_crash)
{
    start(SETUP RUN "tell after");
    ck_assert_int_eq(kill(job(), deadly[_i]), 0);
    ck_assert(terminal_wait_text(terminal, "after blocks", PATIENCE_MS));
}
END_TEST

Suite *suite_descriptors(void)
{
    Suite *suite = suite_create("descriptors");
    TCase *tcase = tcase_create("descriptors");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, after_the_end_the_shell_reads_as_before);
    tcase_add_test(tcase, while_it_is_stopped_too);
    tcase_add_loop_test(tcase, and_after_a_crash, 0, sizeof(deadly) / sizeof(deadly[0]));
    suite_add_tcase(suite, tcase);
    return suite;
}
