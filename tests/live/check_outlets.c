/* Outlets that are no HTTP: programs that take a message or do not, and files. */
#include "config.h"

#include "live/suites.h"
#include "route/outlet.h"
#include "support/courier_fixture.h"
#include "support/environment.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTLE_MS 20000

static uv_loop_t loop;
static struct destination destination;
static struct outlet *outlet;
static struct message *message;
static struct error error;
static char directory[SCRATCH_SIZE];

static unsigned told;
static struct outcome outcome;
static char answer[512];
static struct buffer said;
static bool closed;

static void on_done(void *context, struct message *done, const struct outcome *result)
{
    (void)context;
    ck_assert_ptr_eq(done, message);
    told++;
    outcome = *result;
    snprintf(answer, sizeof(answer), "%s", result->answer != NULL ? result->answer : "");
}

static void on_said(void *context, const char *text)
{
    (void)context;
    buffer_printf(&said, "%s\n", text);
}

static void on_closed(void *context)
{
    (void)context;
    closed = true;
}

static bool try_open(enum destination_kind kind, const char *target, int64_t timeout_ms)
{
    destination = courier_fixture_destination(kind);
    destination.target = target;
    const struct outlet_options options = {.loop = &loop,
                                           .destination = &destination,
                                           .timeout_ms = timeout_ms,
                                           .done = on_done,
                                           .said = on_said};
    outlet = outlet_open(&options, &error);
    return outlet != NULL;
}

static void open_outlet(enum destination_kind kind, const char *target, int64_t timeout_ms)
{
    ck_assert_msg(try_open(kind, target, timeout_ms), "%s", error.text);
}

static void setup(void)
{
    told = 0;
    closed = false;
    error = (struct error){0};
    outcome = (struct outcome){0};
    signal(SIGPIPE, SIG_IGN);
    environment_utf8();
    scratch_create(directory);
    ck_assert_int_eq(setenv("LC_ALL", "C.UTF-8", 1), 0);
    ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
    ck_assert_int_eq(setenv("DRIFTOP_SCRATCH", directory, 1), 0);
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    destination = courier_fixture_destination(DESTINATION_COMMAND);
    message = courier_fixture_message(&destination, "ax", EDGE_FIRING, SEVERITY_ABSENT,
                                      SEVERITY_DEGRADED, 1);
    message->at_ms = COURIER_EPOCH_MS;
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

/* Turns the loop until a condition holds. */
static void turn_until(const bool *is_true, const unsigned *is_not_zero)
{
    struct deadline deadline = deadline_in(SETTLE_MS);
    uv_timer_t tick;

    uv_timer_init(&loop, &tick);
    uv_timer_start(&tick, on_tick, 10, 10);
    while ((is_true == NULL || !*is_true) && (is_not_zero == NULL || *is_not_zero == 0)) {
        ck_assert_msg(deadline_left(&deadline) > 0, "nothing came of it");
        uv_run(&loop, UV_RUN_ONCE);
    }
    uv_close((uv_handle_t *)&tick, NULL);
    uv_run(&loop, UV_RUN_NOWAIT);
}

static void close_outlet(void)
{
    outlet_close(outlet, on_closed, NULL);
    turn_until(&closed, NULL);
    outlet = NULL;
}

static void teardown(void)
{
    if (outlet != NULL)
        close_outlet();
    ck_assert_int_eq(uv_run(&loop, UV_RUN_NOWAIT), 0);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    message_free(message);
    buffer_free(&said);
    said = (struct buffer){0};
    environment_restore();
}

static void send_message(void)
{
    told = 0;
    message->attempt++;
    outlet_send(outlet, message);
    ck_assert_int_eq(told, 0);
    turn_until(NULL, &told);
    ck_assert_int_eq(told, 1);
}

/* Runs a script with a message. */
static void run_script(const char *script, int64_t timeout_ms)
{
    struct buffer target = {0};

    buffer_printf(&target, "/bin/sh -c '%s'", script);
    open_outlet(DESTINATION_COMMAND, buffer_text(&target), timeout_ms);
    send_message();
    buffer_free(&target);
}

static void assert_file(const char *name, const char *expected)
{
    struct buffer text = {0};
    char path[SCRATCH_SIZE + 32];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    ck_assert_str_eq(scratch_read(path, &text), expected);
    buffer_free(&text);
}

static void append_document(struct buffer *out)
{
    message_json(message, out);
    buffer_char(out, '\n');
}

/* --- commands --- */

START_TEST(a_command_reads_the_document_and_its_end_accepts_it)
{
    struct buffer document = {0};

    run_script("cat > $DRIFTOP_SCRATCH/got", 0);
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    append_document(&document);
    assert_file("got", buffer_text(&document));
    ck_assert_str_eq(buffer_text(&said), "");
    send_message();
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    buffer_free(&document);
}
END_TEST

static const struct {
    const char *script;
    enum outcome_kind kind;
    int status;
    const char *error;
    const char *answer;
} ends[] = {
    {"exit 0", OUTCOME_ACCEPTED, 0, "", ""},
    {"exit 75", OUTCOME_RETRY, 75, "/bin/sh ended with status 75", ""},
    {"echo busy; exit 75", OUTCOME_RETRY, 75, "/bin/sh ended with status 75: busy", ""},
    {"echo no such team >&2; exit 1", OUTCOME_DEAD, 1, "/bin/sh ended with status 1",
     "no such team"},
    {"echo out; echo err > /dev/stderr; exit 3", OUTCOME_DEAD, 3, "/bin/sh ended with status 3",
     "out err"},
    {"kill -9 $$", OUTCOME_RETRY, 0, "/bin/sh was ended by a signal: Killed", ""},
};

START_TEST(the_end_of_a_command_says_what_becomes_of_the_message)
{
    run_script(ends[_i].script, 0);
    ck_assert_int_eq(outcome.kind, ends[_i].kind);
    ck_assert_int_eq(outcome.status, ends[_i].status);
    ck_assert_str_eq(outcome.error.text, ends[_i].error);
    ck_assert_str_eq(answer, ends[_i].answer);
}
END_TEST

START_TEST(a_command_sees_little_of_our_environment_and_all_of_the_message)
{
    struct buffer expected = {0};

    ck_assert_int_eq(setenv("REDISCLI_AUTH", "secret", 1), 0);
    ck_assert_int_eq(setenv("DRIFTOP_TEAM", "rag", 1), 0);
    ck_assert_int_eq(setenv("DRIFTOP_EDGE", "ours", 1), 0);
    free(message->tenant);
    message->tenant = strdup("a\x1b[31m\nb");
    run_script("env | sort > $DRIFTOP_SCRATCH/raw; "
               "grep -v -e ^_= -e ^PATH= -e ^HOME= -e ^LANG= -e ^PWD= -e ^TMPDIR= -e SUMMARY -e "
               "_ID= -e _KEY= "
               "-e ^SHLVL= -e ^OLDPWD= $DRIFTOP_SCRATCH/raw > $DRIFTOP_SCRATCH/got",
               0);
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    buffer_printf(&expected,
                  "DRIFTOP_ATTEMPT=1\nDRIFTOP_DESTINATION=ops\nDRIFTOP_DIMENSION=x\n"
                  "DRIFTOP_EDGE=firing\nDRIFTOP_KIND=threshold\nDRIFTOP_SCRATCH=%s\n"
                  "DRIFTOP_SECRET=\nDRIFTOP_SEVERITY=degraded\nDRIFTOP_TEAM=rag\n"
                  "DRIFTOP_TENANT=a\xEF\xBF\xBD[31m\xEF\xBF\xBD"
                  "b\nDRIFTOP_TEST=\nLC_ALL=C.UTF-8\nTZ=UTC\n",
                  directory);
    assert_file("got", buffer_text(&expected));
    buffer_free(&expected);
}
END_TEST

START_TEST(a_command_is_given_its_secret_and_nobody_else_sees_it)
{
    char path[SCRATCH_SIZE + 16];

    snprintf(path, sizeof(path), "%s/key", directory);
    scratch_write(directory, "key", "s3cr3t-key\n");
    ck_assert_int_eq(chmod(path, 0600), 0);
    destination = courier_fixture_destination(DESTINATION_COMMAND);
    destination.target = "/bin/sh -c 'echo key: $DRIFTOP_SECRET; exit 1'";
    destination.secret_file = path;
    const struct outlet_options options = {
        .loop = &loop, .destination = &destination, .done = on_done, .said = on_said};
    outlet = outlet_open(&options, &error);
    ck_assert_msg(outlet != NULL, "%s", error.text);
    send_message();
    ck_assert_str_eq(answer, "key: ***");
    ck_assert_str_eq(outcome.error.text, "/bin/sh ended with status 1");
    ck_assert_str_eq(buffer_text(&said), "ops: /bin/sh: key: ***\n");
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert(!outlet_reload(outlet, &error));
}
END_TEST

START_TEST(one_that_does_not_read_may_accept_all_the_same)
{
    message->dimension = realloc(message->dimension, 1000001);
    memset(message->dimension, 'x', 1000000);
    message->dimension[1000000] = '\0';
    run_script("exec <&-; exit 0", 0);
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
}
END_TEST

START_TEST(standard_input_and_error_can_be_opened_by_name)
{
    run_script("cat /dev/stdin > $DRIFTOP_SCRATCH/got && echo fine > /dev/stderr", 0);
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    ck_assert_str_eq(buffer_text(&said), "ops: /bin/sh: fine\n");
}
END_TEST

/* Its group is killed as a whole: also what it started, and what takes no SIGTERM. */
static void assert_gone(const char *name)
{
    struct buffer text = {0};
    struct deadline deadline = deadline_in(SETTLE_MS);
    char path[SCRATCH_SIZE + 32];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    pid_t pid = (pid_t)strtol(scratch_read(path, &text), NULL, 10);
    ck_assert_int_gt(pid, 1);
    while (kill(pid, 0) == 0 || errno != ESRCH)
        ck_assert_msg(deadline_pause(&deadline), "process %d is still there", (int)pid);
    buffer_free(&text);
}

START_TEST(one_that_hangs_is_killed_with_all_that_it_started)
{
    run_script("sleep 1000 & echo $! > $DRIFTOP_SCRATCH/child; wait", 200);
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    ck_assert_str_eq(outcome.error.text, "/bin/sh did not end within 200ms");
    assert_gone("child");
}
END_TEST

START_TEST(one_that_takes_no_sigterm_is_killed_too)
{
    run_script("trap \"\" TERM; echo $$ > $DRIFTOP_SCRATCH/child; while :; do sleep 1; done", 100);
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    assert_gone("child");
}
END_TEST

/* What it leaves behind is its own affair, and holds up nothing. */
START_TEST(one_that_forks_is_over_when_it_ends_itself)
{
    struct buffer text = {0};
    char path[SCRATCH_SIZE + 32];

    run_script("sleep 1000 & echo $! > $DRIFTOP_SCRATCH/child", 0);
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    snprintf(path, sizeof(path), "%s/child", directory);
    pid_t pid = (pid_t)strtol(scratch_read(path, &text), NULL, 10);
    ck_assert_int_eq(kill(pid, 0), 0);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    buffer_free(&text);
}
END_TEST

START_TEST(what_it_says_is_told_in_few_safe_lines)
{
    run_script("printf \"\\033[31mred\\n\"; i=0; while [ $i -lt 20 ]; do echo line $i; i=$((i+1)); "
               "done; yes | head -c 1000000; exit 1",
               0);
    ck_assert_int_eq(outcome.kind, OUTCOME_DEAD);
    const char *lines = buffer_text(&said);
    ck_assert_mem_eq(lines, "ops: /bin/sh: \xEF\xBF\xBD[31mred\n", 25);
    size_t count = 0;
    for (const char *c = lines; *c != '\0'; c++)
        count += *c == '\n';
    ck_assert_int_eq(count, 11);
    ck_assert_ptr_nonnull(strstr(lines, "line 8\n"));
    ck_assert_ptr_null(strstr(lines, "line 9\n"));
    ck_assert_ptr_nonnull(strstr(lines, " bytes more)\n"));
    ck_assert_int_le(strlen(answer), 510);
}
END_TEST

START_TEST(one_that_cannot_be_found_is_told_when_it_is_opened)
{
    static const char *const targets[][2] = {
        {"/nowhere/page --now", "destination ops: run /nowhere/page: No such file or directory"},
        {"nowhere-page", "destination ops: there is no program nowhere-page in PATH"},
        {"/etc/passwd", "destination ops: run /etc/passwd: Permission denied"},
        {"/tmp", "destination ops: run /tmp: Permission denied"},
        {"cat | tee", "destination ops: no shell reads the command, so that | does nothing in it: "
                      "quote it, or write sh -c '...'"},
    };

    ck_assert(!try_open(DESTINATION_COMMAND, targets[_i][0], 0));
    ck_assert_str_eq(error.text, targets[_i][1]);
}
END_TEST

START_TEST(one_that_vanished_is_tried_again)
{
    char target[SCRATCH_SIZE + 16];

    snprintf(target, sizeof(target), "%s/page", directory);
    scratch_write(directory, "page", "#!/bin/sh\nexit 0\n");
    ck_assert_int_eq(chmod(target, 0700), 0);
    open_outlet(DESTINATION_COMMAND, target, 0);
    send_message();
    ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
    ck_assert_int_eq(unlink(target), 0);
    ck_assert(!outlet_reload(outlet, &error));
    send_message();
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    ck_assert_str_eq(outcome.error.text + strlen(outcome.error.text) - 27,
                     ": no such file or directory");
}
END_TEST

START_TEST(at_the_end_a_command_is_killed_and_the_message_given_back)
{
    open_outlet(DESTINATION_COMMAND,
                "sh -c 'echo $$ > $DRIFTOP_SCRATCH/child.new; mv $DRIFTOP_SCRATCH/child.new "
                "$DRIFTOP_SCRATCH/child; sleep 1000'",
                0);
    struct deadline deadline = deadline_in(SETTLE_MS);
    char path[SCRATCH_SIZE + 32];

    snprintf(path, sizeof(path), "%s/child", directory);
    outlet_send(outlet, message);
    while (access(path, F_OK) != 0) {
        uv_run(&loop, UV_RUN_NOWAIT);
        ck_assert(deadline_pause(&deadline));
    }
    outlet_close(outlet, on_closed, NULL);
    ck_assert_int_eq(told, 1);
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    turn_until(&closed, NULL);
    outlet = NULL;
    assert_gone("child");
}
END_TEST

/* --- files --- */

START_TEST(a_file_takes_a_line_a_message)
{
    struct buffer lines = {0};
    char target[SCRATCH_SIZE + 16];
    char moved[SCRATCH_SIZE + 16];

    snprintf(target, sizeof(target), "%s/alerts", directory);
    snprintf(moved, sizeof(moved), "%s/moved", directory);
    open_outlet(DESTINATION_FILE, target, 0);
    for (unsigned i = 0; i < 2; i++) {
        send_message();
        ck_assert_int_eq(outcome.kind, OUTCOME_ACCEPTED);
        append_document(&lines);
    }
    ck_assert_int_eq(rename(target, moved), 0);
    ck_assert(outlet_reload(outlet, &error));
    assert_file("alerts", "");
    assert_file("moved", buffer_text(&lines));
    buffer_clear(&lines);
    send_message();
    append_document(&lines);
    assert_file("alerts", buffer_text(&lines));
    buffer_free(&lines);
}
END_TEST

START_TEST(a_file_that_cannot_be_is_told_when_it_is_opened)
{
    ck_assert(!try_open(DESTINATION_FILE, "/nowhere/alerts", 0));
    ck_assert_str_eq(error.text,
                     "destination ops: open /nowhere/alerts: No such file or directory");
}
END_TEST

START_TEST(a_pipe_that_nobody_reads_is_tried_again)
{
    char target[SCRATCH_SIZE + 16];

    snprintf(target, sizeof(target), "%s/pipe", directory);
    ck_assert_int_eq(mkfifo(target, 0600), 0);
    open_outlet(DESTINATION_FILE, target, 0);
    send_message();
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    outlet_send(outlet, message);
    told = 0;
    outlet_close(outlet, on_closed, NULL);
    ck_assert_int_eq(told, 1);
    ck_assert_int_eq(outcome.kind, OUTCOME_RETRY);
    turn_until(&closed, NULL);
    outlet = NULL;
    ck_assert_int_eq(told, 1);
}
END_TEST

Suite *suite_outlets(void)
{
    Suite *suite = suite_create("outlets");
    TCase *tcase = tcase_create("outlets");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_command_reads_the_document_and_its_end_accepts_it);
    tcase_add_loop_test(tcase, the_end_of_a_command_says_what_becomes_of_the_message, 0,
                        sizeof(ends) / sizeof(ends[0]));
    tcase_add_test(tcase, a_command_sees_little_of_our_environment_and_all_of_the_message);
    tcase_add_test(tcase, a_command_is_given_its_secret_and_nobody_else_sees_it);
    tcase_add_test(tcase, one_that_does_not_read_may_accept_all_the_same);
    tcase_add_test(tcase, standard_input_and_error_can_be_opened_by_name);
    tcase_add_test(tcase, one_that_hangs_is_killed_with_all_that_it_started);
    tcase_add_test(tcase, one_that_takes_no_sigterm_is_killed_too);
    tcase_add_test(tcase, one_that_forks_is_over_when_it_ends_itself);
    tcase_add_test(tcase, what_it_says_is_told_in_few_safe_lines);
    tcase_add_loop_test(tcase, one_that_cannot_be_found_is_told_when_it_is_opened, 0, 5);
    tcase_add_test(tcase, one_that_vanished_is_tried_again);
    tcase_add_test(tcase, at_the_end_a_command_is_killed_and_the_message_given_back);
    tcase_add_test(tcase, a_file_takes_a_line_a_message);
    tcase_add_test(tcase, a_file_that_cannot_be_is_told_when_it_is_opened);
    tcase_add_test(tcase, a_pipe_that_nobody_reads_is_tried_again);
    suite_add_tcase(suite, tcase);
    return suite;
}
