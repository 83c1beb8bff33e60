/* driftop emit while Redis is away, full or read-only, with a spool: nothing is lost. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define STREAM "rag:telemetry:default"

/* A shell function that prints lines with the numbers from $1 to $2. */
#define LINES                                                                                      \
    "lines() { awk -v a=$1 -v b=$2 'BEGIN { for (i = a; i <= b; i++) printf "                      \
    "\"{\\\"ws\\\":\\\"2026-11-22T13:00:00\\\",\\\"we\\\":\\\"2026-11-22T13:01:00\\\","            \
    "\\\"dims\\\":"                                                                                \
    "[{\\\"name\\\":\\\"seq\\\",\\\"severity\\\":\\\"ok\\\",\\\"value\\\":%%d}]}\\n\", i }'; }; "

static struct redis_server *server;
static struct child child;

static void set_up(void)
{
    server = redis_server_create(NULL);
    child = (struct child){0};
}

static void tear_down(void)
{
    child_free(&child);
    redis_server_free(server);
}

/* Checks that the stream holds the numbers from `first` to `last`, in order, each once. */
static void check_numbers(int first, int last)
{
    redisReply *reply = redis_server_query(server, "XRANGE " STREAM " - +");

    ck_assert_int_eq(reply->elements, last - first + 1);
    for (size_t i = 0; i < reply->elements; i++) {
        char expected[32];
        snprintf(expected, sizeof(expected), "\"value\": %d.0,", first + (int)i);
        has(reply->element[i]->element[1]->element[9]->str, expected);
    }
    freeReplyObject(reply);
}

static void wait_for_length(long long expected)
{
    struct deadline deadline = deadline_in(20000);

    while (redis_server_integer(server, "XLEN " STREAM) < expected) {
        ck_assert_msg(deadline_pause(&deadline), "%s", child_err(&child));
    }
}

START_TEST(what_one_run_leaves_the_next_one_writes)
{
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child,
                               LINES
                               "lines 1 700 | \"$DRIFTOP\" emit --ack --timeout 100ms --spool "
                               "s %s; echo status $?; ls -d s/*.spool | wc -l",
                               server->unix_url),
                     0);
    has(child_out(&child), "spooled\nstatus 0\n1\n");
    has(child_err(&child), "700 stay in the spool");
    redis_server_start(server);
    char first[SCRATCH_SIZE];
    memcpy(first, child.directory, sizeof(first));
    struct child next = {0};
    ck_assert_int_eq(child_run(&next,
                               LINES "cd %s && lines 701 900 | \"$DRIFTOP\" emit --spool s %s",
                               first, server->unix_url),
                     0);
    has(child_err(&next), "200 reports written");
    has(child_err(&next), "700 of earlier runs written too");
    child_free(&next);
    check_numbers(1, 900);
}
END_TEST

/* Waits until a report was tried alone and refused: by then the server has answered to all that was
 * under way, so that no later report is taken before one of those. */
static void wait_for_a_refused_try(void)
{
    struct deadline deadline = deadline_in(20000);

    for (;;) {
        const char *tried = strstr(child_err(&child), "breaker half-open");
        if (tried != NULL && strstr(tried, "breaker open") != NULL)
            return;
        ck_assert_msg(deadline_pause(&deadline), "%s", child_err(&child));
    }
}

START_TEST(one_run_spools_and_writes_in_order)
{
    child_start(&child,
                LINES "mkfifo in go; (lines 1 300; cat go; lines 301 2000; cat go; lines 2001 3000)"
                      " >in & exec \"$DRIFTOP\" emit --ack --spool s %s <in",
                server->unix_url);
    wait_for_length(300);
    redis_server_command(server, "CONFIG SET maxmemory 1");
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/go", child.directory);
    fclose(fopen(path, "w"));
    child_expect_err(&child, "breaker open");
    wait_for_a_refused_try();
    redis_server_command(server, "CONFIG SET maxmemory 0");
    fclose(fopen(path, "w"));
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "breaker closed");
    has(child_err(&child), "3000 reports written");
    ck_assert(strstr(child_out(&child), "spooled") == NULL);
    check_numbers(1, 3000);
}
END_TEST

static const struct {
    const char *begin;
    const char *end;
    const char *code;
} troubles[] = {
    {"CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "OOM"},
    {"CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0", "NOREPLICAS"},
    {"REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE", "READONLY"},
    {"ACL SETUSER default >x", "ACL SETUSER default nopass", "NOAUTH"},
};

START_TEST(trouble_of_the_server_is_waited_out)
{
    child_start(&child,
                LINES "mkfifo in go; (lines 1 10; cat go; lines 11 400) >in & exec \"$DRIFTOP\" "
                      "emit --ack --timeout 30s --spool s %s <in",
                server->unix_url);
    wait_for_length(10);
    redis_server_command(server, troubles[_i].begin);
    if (strcmp(troubles[_i].code, "NOAUTH") == 0)
        redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/go", child.directory);
    fclose(fopen(path, "w"));
    child_expect_err(&child, troubles[_i].code);
    if (strcmp(troubles[_i].code, "NOAUTH") != 0) /* that is told when it connects, before a try */
        wait_for_a_refused_try();
    redis_server_command(server, troubles[_i].end);
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "breaker half-open");
    check_numbers(1, 400);
}
END_TEST

START_TEST(a_server_that_hangs_is_waited_out)
{
    child_start(&child,
                LINES "mkfifo in go; (lines 1 10; cat go; lines 11 2000) >in & exec \"$DRIFTOP\" "
                      "emit --timeout 200ms --spool s %s <in",
                server->unix_url);
    wait_for_length(10);
    redis_server_freeze(server);
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/go", child.directory);
    fclose(fopen(path, "w"));
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "stay in the spool");
    redis_server_thaw(server);
    char first[SCRATCH_SIZE];
    memcpy(first, child.directory, sizeof(first));
    struct child next = {0};
    ck_assert_int_eq(child_run(&next, "\"$DRIFTOP\" emit --spool %s/s %s", first, server->unix_url),
                     0);
    child_free(&next);
    /* Those that were under way when it hung are there twice. */
    ck_assert_int_ge(redis_server_integer(server, "XLEN " STREAM), 2000);
    ck_assert_int_le(redis_server_integer(server, "XLEN " STREAM), 2000 + 512);
}
END_TEST

START_TEST(killed_in_the_middle_it_loses_nothing_that_is_spooled)
{
    redis_server_kill(server);
    child_start(&child,
                LINES "mkfifo in go; (lines 1 5000; cat go) >in & exec \"$DRIFTOP\" emit --spool s "
                      "unix://%s <in",
                server->socket_path);
    child_expect_err(&child, "breaker open");
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/go", child.directory);
    fclose(fopen(path, "w")); /* all was read once this returns and the child has ended */
    child_expect_err(&child, "breaker");
    child_signal(&child, SIGKILL);
    ck_assert_int_eq(child_wait(&child), 128 + SIGKILL);
    redis_server_start(server);
    char first[SCRATCH_SIZE];
    memcpy(first, child.directory, sizeof(first));
    struct child next = {0};
    ck_assert_int_eq(child_run(&next, "\"$DRIFTOP\" emit --spool %s/s %s", first, server->unix_url),
                     0);
    long long written = redis_server_integer(server, "XLEN " STREAM);
    child_free(&next);
    if (written > 0)
        check_numbers(1, (int)written);
}
END_TEST

START_TEST(a_spool_belongs_to_one_process)
{
    struct child other = {0};

    child_start(&child,
                LINES
                "mkfifo in; exec 3<>in; lines 1 1 >&3; exec \"$DRIFTOP\" emit --ack --spool s "
                "%s <in",
                server->unix_url);
    child_expect_out(&child, "\n");
    ck_assert_int_eq(
        child_run(&other, "\"$DRIFTOP\" emit --spool %s/s %s", child.directory, server->unix_url),
        2);
    has(child_err(&other), "is in use by another process");
    child_free(&other);
}
END_TEST

START_TEST(a_full_spool_refuses_or_drops_the_oldest)
{
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child,
                               LINES
                               "lines 1 2000 | \"$DRIFTOP\" emit -q --timeout 100ms --spool a "
                               "--spool-max 100KiB --rejects r %s; echo $?; wc -l <r",
                               server->unix_url),
                     0);
    has(child_err(&child), "the spool is full");
    ck_assert_int_eq(strncmp(child_out(&child), "1\n1", 3), 0);
    child_free(&child);
    ck_assert_int_eq(child_run(&child,
                               LINES "lines 1 2000 | \"$DRIFTOP\" emit --timeout 100ms --spool a "
                                     "--spool-max 100KiB --spool-full drop-oldest %s",
                               server->unix_url),
                     1);
    has(child_err(&child), "-:1: dropped, as the spool was full");
    has(child_err(&child), "dropped from the full spool");
    redis_server_start(server);
    char first[SCRATCH_SIZE];
    memcpy(first, child.directory, sizeof(first));
    struct child next = {0};
    ck_assert_int_eq(child_run(&next, "\"$DRIFTOP\" emit --spool %s/a %s", first, server->unix_url),
                     0);
    child_free(&next);
    long long kept = redis_server_integer(server, "XLEN " STREAM);
    ck_assert_int_gt(kept, 100);
    check_numbers(2001 - (int)kept, 2000);
}
END_TEST

START_TEST(a_full_disk_is_told_and_reports_wait)
{
    redis_server_kill(server);
    child_start(&child,
                LINES
                "lines 1 1000 >in; ulimit -f 64; exec \"$DRIFTOP\" emit --timeout 30s --spool "
                "s %s <in",
                server->unix_url);
    child_expect_err(&child, "the spool s cannot be used: ");
    redis_server_start(server);
    ck_assert_int_eq(child_wait(&child), 0);
    check_numbers(1, 1000);
}
END_TEST

START_TEST(interrupted_twice_it_leaves_all_in_the_spool)
{
    redis_server_kill(server);
    child_start(&child,
                LINES "lines 1 900 >in; exec \"$DRIFTOP\" emit --timeout 1h --spool s %s <in",
                server->unix_url);
    child_expect_err(&child, "breaker open");
    child_signal(&child, SIGINT);
    child_expect_err(&child, "interrupted");
    child_signal(&child, SIGINT);
    ck_assert_int_eq(child_wait(&child), 130);
    has(child_err(&child), "stay in the spool");
}
END_TEST

START_TEST(copies_that_were_cut_off_are_recognised_as_written)
{
    /* The entry is there already, and the spool does not know it. */
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"id\":\"1700000000000-1\",\"ws\":\"a\",\"dims\":[]}' |"
                               "\"$DRIFTOP\" emit --keep-ids --timeout 100ms --spool s %s",
                               server->unix_url),
                     0);
    redis_server_start(server);
    redis_server_command(server,
                         "XADD " STREAM " 1700000000000-1 ws a we %s degraded %s warned %s "
                         "dims %s",
                         "", "", "", "[]");
    char first[SCRATCH_SIZE];
    memcpy(first, child.directory, sizeof(first));
    struct child next = {0};
    ck_assert_int_eq(child_run(&next, "\"$DRIFTOP\" emit --spool %s/s %s", first, server->unix_url),
                     0);
    has(child_err(&next), "1 of earlier runs written too");
    child_free(&next);
}
END_TEST

Suite *suite_emit_spool(void)
{
    Suite *suite = suite_create("emit_spool");
    TCase *tests = tcase_create("emit_spool");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_one_run_leaves_the_next_one_writes);
    tcase_add_test(tests, one_run_spools_and_writes_in_order);
    tcase_add_loop_test(tests, trouble_of_the_server_is_waited_out, 0,
                        sizeof(troubles) / sizeof(troubles[0]));
    tcase_add_test(tests, a_server_that_hangs_is_waited_out);
    tcase_add_test(tests, killed_in_the_middle_it_loses_nothing_that_is_spooled);
    tcase_add_test(tests, a_spool_belongs_to_one_process);
    tcase_add_test(tests, a_full_spool_refuses_or_drops_the_oldest);
    tcase_add_test(tests, a_full_disk_is_told_and_reports_wait);
    tcase_add_test(tests, interrupted_twice_it_leaves_all_in_the_spool);
    tcase_add_test(tests, copies_that_were_cut_off_are_recognised_as_written);
    suite_add_tcase(suite, tests);
    return suite;
}
