/* driftop emit: what is told of lines, where they stand, and what becomes of those that are wrong.
 */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define REPORT "\"ws\":\"a\",\"we\":\"b\"," DIMS
#define DIMS "\"dims\":[{\"name\":\"f\",\"severity\":\"ok\",\"value\":0.5}]"

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

static long long length(const char *key)
{
    return redis_server_integer(server, "XLEN %s", key);
}

static long long keys(void)
{
    return redis_server_integer(server, "DBSIZE");
}

static const struct {
    const char *line;
    const char *reason;
} wrong_lines[] = {
    {"{\"tenant\":7," REPORT "}", "-:2: \"tenant\" must be a text"},
    {"{\"tenant\":\"a\",\"tenant\":\"b\"," REPORT "}", "-:2: \"tenant\" stands there twice"},
    {"{\"id\":\"1-2-3\"," REPORT "}", "-:2: \"id\" must be an ID"},
    {"{\"degraded\":[1]," REPORT "}", "-:2: \"degraded\" must be a list of names"},
    {"{\"dims\":[{\"name\":\"f\",\"value\":[]}]}", "-:2: dimension 1: \"value\" must be a number"},
    {"{\"dims\":{}}", "-:2: \"dims\" must be a list of dimensions"},
    {"{\"dims\":[{\"name\":\"f\"}]}", "-:2: a dimension has no severity"},
};

START_TEST(a_line_with_a_member_of_a_wrong_type_is_refused_and_nothing_is_replaced)
{
    ck_assert_int_eq(child_run(&child,
                               "printf '\\n%%s\\n' '%s' | \"$DRIFTOP\" emit --rejects r %s; s=$?;"
                               "cat r; exit $s",
                               wrong_lines[_i].line, server->unix_url),
                     1);
    has(child_err(&child), wrong_lines[_i].reason);
    has(child_err(&child), "0 reports written");
    has(child_err(&child), "; 1 refused");
    ck_assert_int_eq(strncmp(child_out(&child), wrong_lines[_i].line, strlen(wrong_lines[_i].line)),
                     0);
    ck_assert_int_eq(keys(), 0);
}
END_TEST

START_TEST(the_same_trouble_of_many_lines_is_told_three_times_and_summed_up)
{
    ck_assert_int_eq(child_run(&child,
                               "awk 'BEGIN { for (i = 0; i < 4315; i++) "
                               "print \"{\\\"tenant\\\":\" i \"}\" }' >a.jsonl; echo '{' >>a.jsonl;"
                               "\"$DRIFTOP\" emit --rejects r %s a.jsonl; s=$?; wc -l <r; exit $s",
                               server->unix_url),
                     1);
    ck_assert_str_eq(child_out(&child), "4316\n");
    has(child_err(&child), "driftop: a.jsonl:3: \"tenant\" must be a text\n"
                           "driftop: a.jsonl:4316: byte 1: the text ends too early\n"
                           "driftop: … and 4,312 more lines like it, the last a.jsonl:4315: "
                           "\"tenant\" must be a text\n"
                           "driftop: 0 reports written");
    has(child_err(&child), "; 4316 refused\n");
    has_not(child_err(&child), "a.jsonl:4:");
}
END_TEST

START_TEST(what_redis_refuses_is_told_with_file_and_line)
{
    redis_server_command(server, "SET rag:telemetry:wrong x");
    ck_assert_int_eq(child_run(&child,
                               "i=0; while [ $i -lt 200 ]; do echo '{" REPORT "}'; echo;"
                               "i=$((i+1)); done >a.jsonl; echo '{\"tenant\":\"wrong\"," REPORT
                               "}' >>a.jsonl; (echo; echo; cat a.jsonl) >b.jsonl;"
                               "\"$DRIFTOP\" emit %s a.jsonl b.jsonl - <b.jsonl",
                               server->unix_url),
                     1);
    has(child_err(&child), "a.jsonl:401: WRONGTYPE");
    has(child_err(&child), "b.jsonl:403: WRONGTYPE");
    has(child_err(&child), "-:403: WRONGTYPE");
    has(child_err(&child), "600 reports written");
}
END_TEST

START_TEST(what_comes_back_out_of_the_spool_is_told_with_its_line)
{
    redis_server_kill(server);
    child_start(&child,
                "mkfifo in; (echo; i=0; while [ $i -lt 2000 ]; do echo '{" REPORT "}';"
                "i=$((i+1)); done; echo '{\"tenant\":\"wrong\"," REPORT "}'; read x <in) |"
                "\"$DRIFTOP\" emit --timeout 30s --spool s %s",
                server->unix_url);
    child_expect_err(&child, "breaker open");
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/in", child.directory);
    fclose(fopen(path, "w"));
    redis_server_start(server);
    redis_server_command(server, "SET rag:telemetry:wrong x");
    ck_assert_int_eq(child_wait(&child), 1);
    has(child_err(&child), "-:2002: WRONGTYPE");
    ck_assert_int_eq(length("rag:telemetry:default"), 2000);
}
END_TEST

START_TEST(what_an_earlier_run_left_is_told_with_the_spool)
{
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"tenant\":\"wrong\"," REPORT "}' |"
                               "\"$DRIFTOP\" emit --timeout 50ms --spool s %s",
                               server->unix_url),
                     0);
    redis_server_start(server);
    redis_server_command(server, "SET rag:telemetry:wrong x");
    struct child next = {0};
    ck_assert_int_eq(child_run(&next,
                               "cd %s; \"$DRIFTOP\" emit --spool s --rejects r %s; s=$?; cat r;"
                               "exit $s",
                               child.directory, server->unix_url),
                     1);
    has(child_err(&next), "s: report 1 of an earlier run: WRONGTYPE");
    has(child_out(&next), "{\"tenant\":\"wrong\",\"id\":null,");
    child_free(&next);
}
END_TEST

START_TEST(a_byte_order_mark_is_passed_over_in_each_file)
{
    ck_assert_int_eq(child_run(&child,
                               "printf '\\357\\273\\277{" REPORT "}\\n' >a.jsonl;"
                               "printf '\\357\\273\\277\\n{" REPORT "}' | gzip >b.jsonl.gz;"
                               "\"$DRIFTOP\" emit %s a.jsonl b.jsonl.gz - <a.jsonl",
                               server->unix_url),
                     0);
    has(child_err(&child), "3 reports written");
}
END_TEST

static const char *const encodings[] = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"};

START_TEST(another_encoding_is_named_and_its_lines_are_kept)
{
    ck_assert_int_eq(child_run(&child,
                               "for i in 1 2 3 4; do echo '{" DIMS "}'; done | iconv -t %s "
                               ">a.jsonl;"
                               "\"$DRIFTOP\" emit --rejects r %s a.jsonl; s=$?;"
                               "cmp -n $(wc -c <a.jsonl) a.jsonl r; exit $s",
                               encodings[_i], server->unix_url),
                     1);
    has(child_err(&child), "a.jsonl:1: the file is in UTF-16 or UTF-32, and only UTF-8 is read");
    has(child_err(&child), "0 reports written");
    ck_assert_str_eq(child_out(&child), "");
    ck_assert_int_eq(keys(), 0);
}
END_TEST

START_TEST(what_a_report_has_no_room_for_is_told_once_and_written_without_it)
{
    ck_assert_int_eq(child_run(&child,
                               "for i in 1 2 3; do echo '{\"host\":\"h\",\"env\":\"prod\"," REPORT
                               "}'; done | \"$DRIFTOP\" emit %s",
                               server->unix_url),
                     0);
    has(child_err(&child), "-:1: left out, as a report has no room for it: \"host\"; the "
                           "environment is left out, as the key of a stream has no {env}\n");
    has(child_err(&child), "… and 2 more lines like it, the last -:3: left out");
    ck_assert_int_eq(length("rag:telemetry:default"), 3);
    child_free(&child);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"host\":\"h\",\"env\":\"prod\"," REPORT
                               "}' | \"$DRIFTOP\" emit -q --key '{ns}:{tenant}:{env}' %s",
                               server->unix_url),
                     0);
    ck_assert_str_eq(child_err(&child), "");
}
END_TEST

START_TEST(an_id_behind_which_nothing_could_follow_is_refused)
{
    ck_assert_int_eq(
        child_run(&child,
                  "printf '%%s\\n' '{\"id\":\"253402300799999-18446744073709551614\"," REPORT
                  "}' '{\"id\":\"253402300799999-18446744073709551615\"," REPORT
                  "}' '{\"id\":\"253402300800000-0\"," REPORT "}' '{\"tenant\":\"b\",\"id\":"
                  "\"1795352400000-18446744073709551615\"," REPORT "}' |"
                  "\"$DRIFTOP\" emit --keep-ids %s",
                  server->unix_url),
        1);
    has(child_err(&child), "-:2: its ID is the last");
    has(child_err(&child), "-:3: its ID lies behind the year 9999");
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
    ck_assert_int_eq(length("rag:telemetry:b"), 1);
    child_free(&child);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"tenant\":\"b\"," REPORT "}' | \"$DRIFTOP\" emit %s",
                               server->unix_url),
                     0);
    ck_assert_int_eq(length("rag:telemetry:b"), 2);
}
END_TEST

/* What stands under the ID already, beside what is to be written: "ws a", "we b", lists and "dims
 * []". */
static const struct {
    const char *fields;
    bool same;
} entries[] = {
    {"ws a we b degraded '' warned '' dims []", true},
    {"ws x we b degraded '' warned '' dims []", false},
    {"ws a we x degraded '' warned '' dims []", false},
    {"ws a we b degraded x warned '' dims []", false},
    {"ws a we b degraded '' warned x dims []", false},
    {"ws a we b degraded '' warned '' dims [1]", false},
    {"ws a we b degraded '' warned '' dims '[] '", false},
    {"ws a we b degraded '' warned '' report []", false},
    {"ws a we b degraded '' warned '' dims [] more x", false},
    {"ws a we b degraded '' warned ''", false},
    {"we b ws a degraded '' warned '' dims []", false},
    {"we a ws b degraded '' warned '' dims []", false},
    {"x y", false},
};

/* What was spooled may have been written before: an entry under its ID is it only when it says the
 * same in the same way. */
START_TEST(an_entry_under_the_same_id_counts_as_written_only_when_it_is_the_same)
{
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"id\":\"1700000000000-1\",\"ws\":\"a\",\"we\":\"b\","
                               "\"dims\":[]}' | \"$DRIFTOP\" emit --keep-ids --timeout 50ms "
                               "--spool s %s",
                               server->unix_url),
                     0);
    redis_server_start(server);
    struct child next = {0};
    ck_assert_int_eq(child_run(&next,
                               "cd %s; redis-cli -s %s XADD rag:telemetry:default 1700000000000-1 "
                               "%s >/dev/null; \"$DRIFTOP\" emit --spool s %s",
                               child.directory, server->socket_path, entries[_i].fields,
                               server->unix_url),
                     entries[_i].same ? 0 : 1);
    has(child_err(&next), entries[_i].same ? "1 of earlier runs written too" : "1 refused");
    if (!entries[_i].same)
        has(child_err(&next), "s: report 1 of an earlier run: ERR the stream has an entry");
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
    child_free(&next);
}
END_TEST

static const struct {
    const char *user; /* in front of the password of the URL */
    const char *code;
} passwords[] = {{"", "NOAUTH"}, {":old@", "WRONGPASS"}};

/* A server that asks for another password while reports are written is waited for. */
START_TEST(a_password_that_changes_in_the_middle_of_work_is_waited_for)
{
    if (_i == 1)
        redis_server_command(server, "ACL SETUSER default >old");
    child_start(&child,
                "mkfifo in; (echo '{" REPORT "}'; cat in; echo '{" REPORT "}'; cat in) |"
                "\"$DRIFTOP\" emit --ack --timeout 60s redis://%s127.0.0.1:%d",
                passwords[_i].user, server->port);
    child_expect_out(&child, "\n");
    char path[SCRATCH_SIZE + 8];
    snprintf(path, sizeof(path), "%s/in", child.directory);
    redis_server_command(server, "ACL SETUSER default resetpass >new");
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    fclose(fopen(path, "w"));
    child_expect_err(&child, passwords[_i].code);
    redis_server_command(server, _i == 0 ? "ACL SETUSER default nopass"
                                         : "ACL SETUSER default resetpass >old");
    child_expect_err(&child, "breaker closed");
    fclose(fopen(path, "w"));
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "2 reports written");
    redis_server_command(server, "ACL SETUSER default nopass");
}
END_TEST

START_TEST(a_named_pipe_without_a_writer_holds_up_no_signal)
{
    child_start(&child, "mkfifo in; echo '{" REPORT "}' >a; exec \"$DRIFTOP\" emit --ack %s a in",
                server->unix_url);
    child_expect_out(&child, "\n");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "1 report written");
}
END_TEST

Suite *suite_emit_lines(void)
{
    Suite *suite = suite_create("emit_lines");
    TCase *tests = tcase_create("emit_lines");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests,
                        a_line_with_a_member_of_a_wrong_type_is_refused_and_nothing_is_replaced, 0,
                        sizeof(wrong_lines) / sizeof(wrong_lines[0]));
    tcase_add_test(tests, the_same_trouble_of_many_lines_is_told_three_times_and_summed_up);
    tcase_add_test(tests, what_redis_refuses_is_told_with_file_and_line);
    tcase_add_test(tests, what_comes_back_out_of_the_spool_is_told_with_its_line);
    tcase_add_test(tests, what_an_earlier_run_left_is_told_with_the_spool);
    tcase_add_test(tests, a_byte_order_mark_is_passed_over_in_each_file);
    tcase_add_loop_test(tests, another_encoding_is_named_and_its_lines_are_kept, 0,
                        sizeof(encodings) / sizeof(encodings[0]));
    tcase_add_test(tests, what_a_report_has_no_room_for_is_told_once_and_written_without_it);
    tcase_add_test(tests, an_id_behind_which_nothing_could_follow_is_refused);
    tcase_add_loop_test(tests,
                        an_entry_under_the_same_id_counts_as_written_only_when_it_is_the_same, 0,
                        sizeof(entries) / sizeof(entries[0]));
    tcase_add_loop_test(tests, a_password_that_changes_in_the_middle_of_work_is_waited_for, 0,
                        sizeof(passwords) / sizeof(passwords[0]));
    tcase_add_test(tests, a_named_pipe_without_a_writer_holds_up_no_signal);
    suite_add_tcase(suite, tests);
    return suite;
}
