/* driftop emit whose spool is damaged, removed, unreadable or on a full disk: what can arrive
 * arrives, what cannot is told, and it ends. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STREAM "rag:telemetry:default"
#define SEGMENT "s/00000000000000000001.spool"

/* In the test's own directory; a shell function that prints lines with the numbers from $1 to $2.
 */
#define HERE                                                                                       \
    "cd %s; lines() { awk -v a=$1 -v b=$2 'BEGIN { for (i = a; i <= b; i++) printf "               \
    "\"{\\\"ws\\\":\\\"2026-11-22T13:00:00\\\",\\\"we\\\":\\\"2026-11-22T13:01:00\\\","            \
    "\\\"dims\\\":"                                                                                \
    "[{\\\"name\\\":\\\"seq\\\",\\\"severity\\\":\\\"ok\\\",\\\"value\\\":%%d}]}\\n\", i }'; }; "

static struct redis_server *server;
static struct child child;
static char home[SCRATCH_SIZE];

static void set_up(void)
{
    server = redis_server_create(NULL);
    scratch_create(home);
    child = (struct child){0};
}

static void tear_down(void)
{
    child_free(&child);
    redis_server_free(server);
}

/* Runs a command, which gets the address of the server as "$U". */
static int run(const char *command)
{
    child_free(&child);
    return child_run(&child, HERE "U=%s; %s", home, server->unix_url, command);
}

/* Checks that the stream holds just these numbers, in order, each once; 0 ends the list. */
static void check_numbers(const int *numbers)
{
    redisReply *reply = redis_server_query(server, "XRANGE " STREAM " - +");
    size_t i = 0;

    for (; numbers[i] != 0; i++) {
        char expected[32];
        ck_assert_uint_lt(i, reply->elements);
        snprintf(expected, sizeof(expected), "\"value\": %d.0,", numbers[i]);
        has(reply->element[i]->element[1]->element[9]->str, expected);
    }
    ck_assert_uint_eq(reply->elements, i);
    freeReplyObject(reply);
}

static void wait_for_length(long long expected)
{
    struct deadline deadline = deadline_in(30000);

    while (redis_server_integer(server, "XLEN " STREAM) < expected)
        ck_assert_msg(deadline_pause(&deadline), "%s", child_err(&child));
}

static off_t size_of(const char *name)
{
    char path[SCRATCH_SIZE + 64];
    struct stat status;

    snprintf(path, sizeof(path), "%s/%s", home, name);
    return stat(path, &status) == 0 ? status.st_size : -1;
}

static void wait_for_growth(const char *name, off_t size)
{
    struct deadline deadline = deadline_in(20000);

    while (size_of(name) <= size)
        ck_assert_msg(deadline_pause(&deadline), "%s", child_err(&child));
}

/* Starts emit on a pipe that stays open, while Redis is away, and hands in numbers 1 and 2. */
static void start_with_two_spooled(void)
{
    redis_server_kill(server);
    child_start(&child,
                HERE "mkfifo in; exec 3<>in; lines 1 1 >&3; ulimit -t 20; "
                     "exec \"$DRIFTOP\" emit --spool s %s <in",
                home, server->unix_url);
    child_expect_err(&child, "breaker open");
    wait_for_growth(SEGMENT, 0);
    off_t one = size_of(SEGMENT);
    struct child more = {0};
    ck_assert_int_eq(child_run(&more, HERE "lines 2 2 >in", home), 0);
    child_free(&more);
    wait_for_growth(SEGMENT, one);
}

static void hand_in(int number)
{
    struct child more = {0};

    ck_assert_int_eq(child_run(&more, HERE "lines %d %d >in", home, number, number), 0);
    child_free(&more);
}

static void shell(const char *command)
{
    struct child other = {0};

    ck_assert_int_eq(child_run(&other, "cd %s; %s", home, command), 0);
    child_free(&other);
}

START_TEST(new_reports_arrive_behind_a_position_that_outlived_its_records)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 2 | \"$DRIFTOP\" emit -q --timeout 100ms --spool s $U"), 0);
    redis_server_start(server);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --spool s $U </dev/null; : >" SEGMENT), 0);
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 3 3 | \"$DRIFTOP\" emit --timeout 100ms --spool s $U"), 0);
    has(child_err(&child), "1 stay in the spool");
    redis_server_start(server);
    redis_server_command(server, "DEL " STREAM);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --spool s $U </dev/null"), 0);
    has(child_err(&child), "1 of earlier runs written too");
    check_numbers((const int[]){3, 0});
}
END_TEST

START_TEST(a_file_cut_at_the_end_of_a_report_is_told_once_and_counted)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 2 | \"$DRIFTOP\" emit -q --timeout 100ms --spool s $U; "
                         "truncate -s $(($(wc -c <" SEGMENT ") / 2)) " SEGMENT),
                     0);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --timeout 100ms --spool s $U </dev/null"), 1);
    has(child_err(&child), "the spool s: 00000000000000000001.spool: 1 report is lost, ");
    has(child_err(&child), "1 lost in the spool");
    redis_server_start(server);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --spool s $U </dev/null"), 0);
    has_not(child_err(&child), "lost");
    check_numbers((const int[]){1, 0});
}
END_TEST

START_TEST(damage_is_told_once_with_file_and_bytes_and_kept)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 2 | \"$DRIFTOP\" emit -q --timeout 100ms --spool s $U; "
                         "printf X | dd of=" SEGMENT " bs=1 seek=60 conv=notrunc 2>/dev/null"),
                     0);
    off_t size = size_of(SEGMENT);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --timeout 100ms --spool s $U </dev/null"), 1);
    has(child_err(&child), "the spool s: 00000000000000000001.spool: ");
    has(child_err(&child),
        " bytes are damaged; they are kept in 00000000000000000001.spool.damaged");
    ck_assert_int_eq(size_of(SEGMENT ".damaged"), size / 2);
    redis_server_start(server);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --spool s $U </dev/null"), 0);
    has_not(child_err(&child), "damaged");
    check_numbers((const int[]){2, 0});
}
END_TEST

START_TEST(a_directory_that_is_removed_is_told_and_made_anew)
{
    start_with_two_spooled();
    shell("mv s gone && rm -rf gone");
    child_expect_err(&child, "the spool s: it is gone, and 2 reports in it are lost");
    wait_for_growth("s/position", 0);
    redis_server_start(server);
    hand_in(3);
    wait_for_length(1);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 1);
    has(child_err(&child), "2 lost in the spool");
    has_not(child_err(&child), "stay in the spool");
    check_numbers((const int[]){3, 0});
}
END_TEST

START_TEST(new_reports_go_on_behind_a_segment_that_cannot_be_read)
{
    start_with_two_spooled();
    shell("mv " SEGMENT " kept; mkdir " SEGMENT);
    redis_server_start(server);
    hand_in(3);
    wait_for_length(1);
    has(child_err(&child), "00000000000000000001.spool cannot be read: Is a directory; "
                           "2 reports wait in it");
    shell("rmdir " SEGMENT "; mv kept " SEGMENT);
    wait_for_length(3);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 1);
    check_numbers((const int[]){3, 1, 2, 0});
}
END_TEST

/* Whoever calls emit again and again gets on, too. */
START_TEST(a_short_run_writes_what_is_behind_a_segment_that_cannot_be_read)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 2 | \"$DRIFTOP\" emit -q --timeout 100ms --spool s $U; "
                         "mv " SEGMENT " kept; mkdir " SEGMENT),
                     0);
    redis_server_start(server);
    ck_assert_int_eq(run("lines 3 3 | \"$DRIFTOP\" emit --timeout 600ms --spool s $U"), 1);
    has(child_err(&child), "1 report written");
    has_not(child_err(&child), "stay in the spool");
    check_numbers((const int[]){3, 0});
}
END_TEST

START_TEST(what_cannot_be_read_is_told_at_the_end_and_stays)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 2 | \"$DRIFTOP\" emit -q --timeout 100ms --spool s $U; "
                         "mv " SEGMENT " kept; mkdir " SEGMENT),
                     0);
    redis_server_start(server);
    ck_assert_int_eq(run("\"$DRIFTOP\" emit --timeout 300ms --spool s $U </dev/null"), 1);
    has(child_err(&child), "cannot be read: Is a directory; what is in it waits");
    has_not(child_err(&child), "stay in the spool");
    ck_assert_int_eq(
        run("rmdir " SEGMENT "; mv kept " SEGMENT "; \"$DRIFTOP\" emit --spool s $U </dev/null"),
        0);
    check_numbers((const int[]){1, 2, 0});
}
END_TEST

/* RLIMIT_FSIZE is as good as a full disk: not even the position can be made. */
START_TEST(a_full_disk_does_not_hold_up_the_end)
{
    redis_server_kill(server);
    ck_assert_int_eq(run("lines 1 1 >one; { (ulimit -f 0; exec \"$DRIFTOP\" emit --timeout 300ms "
                         "--spool s $U <one); echo status $?; } 2>&1 | cat"),
                     0);
    has(child_out(&child), "the spool s cannot be used: ");
    has(child_out(&child), "1 not written");
    has_not(child_out(&child), "stay in the spool");
    has(child_out(&child), "status 1");
}
END_TEST

/* A disk of its own, where that can be had. */
#define SMALL_DISK "unshare -m sh -c 'mount -t tmpfs -o size=64k none m && "

/* Returns why there is none. */
static const char *small_disk_missing(void)
{
    struct child mount;
    char directory[SCRATCH_SIZE];

    scratch_create(directory);
    int status = child_run(&mount, "cd %s && mkdir m && " SMALL_DISK "true'", directory);
    child_free(&mount);
    return status == 0 ? NULL : "no file system can be mounted here";
}

START_TEST(out_of_room_for_the_position_reports_are_written_once)
{
    redis_server_kill(server);
    child_free(&child);
    child_start(&child,
                HERE "lines 1 40 >lines; mkfifo go; mkdir m; " SMALL_DISK
                     "cd m && \"$DRIFTOP\" emit -q --timeout 100ms --spool s %s <../lines; "
                     ": >s/position; : >s/lock; cat /dev/zero >fill; echo ready; cat ../go; "
                     "for i in 1 2; do \"$DRIFTOP\" emit --spool s %s </dev/null; "
                     "echo status $?; done'",
                home, server->unix_url, server->unix_url);
    child_expect_out(&child, "ready");
    redis_server_start(server);
    shell(": >go");
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_out(&child), "status 1\nstatus 0\n");
    const char *told = strstr(child_err(&child), "its position cannot be written");
    ck_assert_ptr_nonnull(told);
    has_not(told + 1, "its position cannot be written");
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), 40);
}
END_TEST

Suite *suite_emit_disk(void)
{
    Suite *suite = suite_create("emit_disk");
    TCase *tests = tcase_create("emit_disk");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, new_reports_arrive_behind_a_position_that_outlived_its_records);
    tcase_add_test(tests, a_file_cut_at_the_end_of_a_report_is_told_once_and_counted);
    tcase_add_test(tests, damage_is_told_once_with_file_and_bytes_and_kept);
    tcase_add_test(tests, a_directory_that_is_removed_is_told_and_made_anew);
    tcase_add_test(tests, new_reports_go_on_behind_a_segment_that_cannot_be_read);
    tcase_add_test(tests, a_short_run_writes_what_is_behind_a_segment_that_cannot_be_read);
    tcase_add_test(tests, what_cannot_be_read_is_told_at_the_end_and_stays);
    tcase_add_test(tests, a_full_disk_does_not_hold_up_the_end);
    tcase_add_test(
        tests, unless(small_disk_missing(), out_of_room_for_the_position_reports_are_written_once));
    suite_add_tcase(suite, tests);
    return suite;
}
