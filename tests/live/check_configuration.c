/* The whole program with a configuration, in the environment that it finds, and read again. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/wait.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE                                                                                       \
    "{\"tenant\":\"a\",\"ws\":\"s\",\"we\":\"e\",\"dims\":[{\"name\":\"f\",\"severity\":\"ok\","   \
    "\"value\":1}]}\n"
#define BLOCK "\xe2\x96\x87"

static char folder[SCRATCH_SIZE];
static struct child child;

static void set_up(void)
{
    scratch_create(folder);
    child = (struct child){0};
    unsetenv("REDIS_TELEMETRY_URL");
    unsetenv("DRIFT_STREAM_NS");
}

static void tear_down(void)
{
    child_free(&child);
}

static int run(const char *line)
{
    child_free(&child);
    return child_run(&child, "cd %s && %s", folder, line);
}

START_TEST(what_is_dumped_is_a_configuration)
{
    ck_assert_int_eq(run("\"$DRIFTOP\" snapshot -w 2h -t 'a ;b' --utc --dump-config >a.conf && "
                         "\"$DRIFTOP\" snapshot --config a.conf --dump-config >b.conf && "
                         "grep -v '^#' a.conf >a && grep -v '^#' b.conf >b && diff a b && "
                         "grep -q '^window = 2h' a && grep -q 'a.conf:' b.conf"),
                     0);
}
END_TEST

START_TEST(every_mistake_has_a_line_of_its_own_and_the_status_is_that_of_wrong_usage)
{
    scratch_write(folder, "a.conf", "windw = 1h\n[severty]\n[rule x]\nwarn = 3\n");
    ck_assert_int_eq(run("\"$DRIFTOP\" snapshot --config a.conf demo:"), 2);
    has(child_err(&child), "driftop: a.conf:1: windw: there is no option");
    has(child_err(&child), "driftop: a.conf:2: [severty] is not known");
    has(child_err(&child), "driftop: a.conf:4: ");
    ck_assert_str_eq(child_out(&child), "");
    ck_assert_int_eq(run("\"$DRIFTOP\" snapshot --exit-code --config a.conf demo:"), 3);
    ck_assert_int_eq(run("\"$DRIFTOP\" snapshot --exit-code --config nowhere demo:"), 3);
    scratch_write(folder, "a.conf", "exit-code = yes\nwindow = 1\n");
    ck_assert_int_eq(run("\"$DRIFTOP\" snapshot --config a.conf demo:"), 3);
}
END_TEST

START_TEST(failures_of_usage_end_with_three_where_the_exit_code_is_asked_for)
{
    static const char *const lines[] = {"--exit-code --once", "snapshot --exit-code -p 1 -h cache",
                                        "snapshot --exit-code rediss://h",
                                        "snapshot --exit-code --rule 1",
                                        "snapshot --exit-code nowhere"};
    char line[128];

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        snprintf(line, sizeof(line), "\"$DRIFTOP\" %s", lines[i]);
        ck_assert_msg(run(line) == 3, "%s: %s", lines[i], child_err(&child));
    }
}
END_TEST

START_TEST(a_locale_that_is_not_installed_keeps_its_characters)
{
    ck_assert_int_eq(run("LC_ALL= LANG=de_XX.UTF-8 \"$DRIFTOP\" snapshot demo:"), 0);
    has(child_out(&child), BLOCK);
    ck_assert_int_eq(run("LC_ALL=C \"$DRIFTOP\" snapshot demo:"), 0);
    ck_assert_ptr_null(strstr(child_out(&child), BLOCK));
    ck_assert_int_eq(run("LC_ALL=C \"$DRIFTOP\" snapshot --glyphs block demo:"), 0);
    has(child_out(&child), BLOCK);
}
END_TEST

/* Made from the tables as the manual is: what the shell proposes is what there is. */
static const char *bash_missing(void)
{
    bool has_bash = system("bash --version >/dev/null 2>&1") == 0; /* NOLINT(cert-env33-c) */

    return has_bash ? NULL : "no bash found";
}

START_TEST(bash_completes_commands_options_and_their_words)
{
    static const struct {
        const char *words;
        int place;
        const char *proposed;
    } cases[] = {
        {"driftop snap", 1, "snapshot"},
        {"driftop --theme x snap", 3, "snapshot"},
        {"driftop snapshot --gl", 2, "--glyphs"},
        {"driftop snapshot --glyphs bl", 3, "block"},
        {"driftop snapshot -f op", 3, "openmetrics"},
        {"driftop export -f nd", 3, "ndjson"},
        {"driftop emit --ret", 2, "--retention"},
        {"driftop snapshot --ret", 2, ""},
        {"driftop --config check_conf", 2, ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        child_free(&child);
        ck_assert_int_eq(child_run(&child,
                                   "cd %s && bash -c '. \"${DRIFTOP%%/*}/doc/driftop\"; "
                                   "COMP_WORDS=(%s); COMP_CWORD=%d; _driftop; "
                                   "echo \"${COMPREPLY[*]}\"'",
                                   folder, cases[i].words, cases[i].place),
                         0);
        ck_assert_msg(strncmp(child_out(&child), cases[i].proposed, strlen(cases[i].proposed)) ==
                              0 &&
                          strlen(child_out(&child)) == strlen(cases[i].proposed) + 1,
                      "%s: %s", cases[i].words, child_out(&child));
    }
}
END_TEST

/* What is wrong changes nothing; what cannot be changed while it runs is named. */
START_TEST(an_export_that_follows_reads_its_configuration_again)
{
    scratch_write(folder, "a.conf", "tenant = shop-assistant\n");
    child_start(&child, "cd %s && exec \"$DRIFTOP\" export --follow -w 1s --config a.conf 'demo:'",
                folder);
    child_expect_out(&child, "shop-assistant");
    scratch_write(folder, "a.conf", "tenant = nobody\n[wrong]\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "a.conf:2: [wrong] is not known");
    child_expect_err(&child, "; nothing has changed");
    scratch_write(folder, "a.conf", "tenant = nobody\nexclude = *\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "the configuration was read again; tenant will hold after a restart");
    child_signal(&child, SIGTERM);
    child_wait(&child);
}
END_TEST

/* Appends a report of a tenant to the file of reports. */
static void report(const char *tenant, int second)
{
    char path[SCRATCH_SIZE + 16];

    snprintf(path, sizeof(path), "%s/r.jsonl", folder);
    FILE *file = fopen(path, "ae");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "{\"tenant\":\"%s\",\"id\":\"%d000-0\",\"ws\":\"s\",\"we\":\"e\",\"dims\":[{\"name\":"
            "\"f\",\"severity\":\"ok\",\"value\":1}]}\n",
            tenant, second);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(an_export_that_follows_leaves_out_whom_its_configuration_says_now)
{
    scratch_write(folder, "a.conf", "exclude = a\n");
    report("a", 1);
    report("b", 2);
    child_start(&child,
                "cd %s && exec \"$DRIFTOP\" export --follow -r 100ms --config a.conf r.jsonl",
                folder);
    child_expect_out(&child, "\"id\":\"2000-0\"");
    scratch_write(folder, "a.conf", "exclude = b\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "the configuration was read again\n");
    report("b", 3);
    report("a", 4);
    child_expect_out(&child, "\"id\":\"4000-0\"");
    ck_assert_ptr_null(strstr(child_out(&child), "\"id\":\"1000-0\""));
    ck_assert_ptr_null(strstr(child_out(&child), "\"id\":\"3000-0\""));
    child_signal(&child, SIGTERM);
    child_wait(&child);
    has(child_err(&child), "in the reports: 4 missing fields"); /* two in each of two */
}
END_TEST

static void expect_entries(struct redis_server *server, long long count)
{
    struct deadline deadline = deadline_in(20000);

    while (redis_server_integer(server, "XLEN rag:telemetry:a") != count)
        ck_assert(deadline_pause(&deadline));
}

static int open_fifo(const char *path)
{
    struct deadline deadline = deadline_in(20000);
    int fifo;

    while ((fifo = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
        ck_assert(deadline_pause(&deadline));
    return fifo;
}

static void put_line(int fifo)
{
    ck_assert_int_eq(write(fifo, LINE, strlen(LINE)), (ssize_t)strlen(LINE));
}

START_TEST(emit_keeps_streams_as_its_configuration_says_now)
{
    struct redis_server *server = redis_server_create(NULL);
    char path[SCRATCH_SIZE + 8];

    scratch_write(folder, "a.conf", "exact = yes\n");
    snprintf(path, sizeof(path), "%s/in", folder);
    child_start(&child, "cd %s && mkfifo in && exec \"$DRIFTOP\" emit --config a.conf %s <in",
                folder, server->unix_url);
    int fifo = open_fifo(path);
    for (int i = 0; i < 5; i++)
        put_line(fifo);
    expect_entries(server, 5);
    scratch_write(folder, "a.conf", "exact = yes\nretention = 2\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "the configuration was read again");
    put_line(fifo);
    expect_entries(server, 2);
    close(fifo);
    ck_assert_int_eq(child_wait(&child), 0);
    redis_server_free(server);
}
END_TEST

Suite *suite_configuration(void)
{
    Suite *suite = suite_create("configuration");
    TCase *tests = tcase_create("program");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_dumped_is_a_configuration);
    tcase_add_test(tests,
                   every_mistake_has_a_line_of_its_own_and_the_status_is_that_of_wrong_usage);
    tcase_add_test(tests, failures_of_usage_end_with_three_where_the_exit_code_is_asked_for);
    tcase_add_test(tests, a_locale_that_is_not_installed_keeps_its_characters);
    tcase_add_test(tests, unless(bash_missing(), bash_completes_commands_options_and_their_words));
    tcase_add_test(tests, an_export_that_follows_reads_its_configuration_again);
    tcase_add_test(tests, an_export_that_follows_leaves_out_whom_its_configuration_says_now);
    tcase_add_test(tests, emit_keeps_streams_as_its_configuration_says_now);
    suite_add_tcase(suite, tests);
    return suite;
}
