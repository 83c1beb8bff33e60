/* driftop emit: lines become entries, and each is answered for. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define REPORT "\"ws\":\"2026-11-22T13:00:00+00:00\",\"we\":\"2026-11-22T13:01:00+00:00\"," DIMS
#define DIMS "\"dims\":[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":0.5}]"

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

/* Runs emit on lines that the shell's printf writes. */
static int emit(const char *options, const char *lines)
{
    child_free(&child);
    return child_run(&child, "printf '%%b' '%s' | \"$DRIFTOP\" emit %s %s", lines, options,
                     server->unix_url);
}

/* Checks a field of the newest entry of a stream. */
static void check_field(const char *key, size_t field, const char *name, const char *value)
{
    redisReply *reply = redis_server_query(server, "XREVRANGE %s + - COUNT 1", key);

    ck_assert_uint_eq(reply->elements, 1);
    const redisReply *fields = reply->element[0]->element[1];
    ck_assert_uint_eq(fields->elements, 10);
    ck_assert_str_eq(fields->element[2 * field]->str, name);
    ck_assert_str_eq(fields->element[2 * field + 1]->str, value);
    freeReplyObject(reply);
}

static long long length(const char *key)
{
    return redis_server_integer(server, "XLEN %s", key);
}

START_TEST(a_line_becomes_the_entry_that_the_python_sink_writes)
{
    ck_assert_int_eq(
        emit("", "{\"tenant\":\"acme\",\"window_start\":\"2026-11-22T13:00:00\","
                 "\"window_end\":\"2026-11-22T14:00:00\",\"dimensions\":["
                 "{\"name\":\"a\",\"severity\":\"degraded\",\"value\":0.5,\"baseline\":1,"
                 "\"z_score\":-3.5,\"sample_size\":12,\"detail\":\"x\"},"
                 "{\"name\":\"b\",\"severity\":\"warn\",\"value\":NaN,\"baseline\":null,"
                 "\"z_score\":1e16,\"sample_count\":0,\"metadata\":{\"k\":[1,true]}}]}\\n"),
        0);
    check_field("rag:telemetry:acme", 0, "ws", "2026-11-22T13:00:00");
    check_field("rag:telemetry:acme", 1, "we", "2026-11-22T14:00:00");
    check_field("rag:telemetry:acme", 2, "degraded", "a");
    check_field("rag:telemetry:acme", 3, "warned", "b");
    check_field("rag:telemetry:acme", 4, "dims",
                "[{\"name\": \"a\", \"severity\": \"degraded\", \"value\": 0.5, \"baseline\": 1.0, "
                "\"z_score\": -3.5, \"sample_count\": 12, \"metadata\": \"x\"}, "
                "{\"name\": \"b\", \"severity\": \"warn\", \"value\": null, \"baseline\": null, "
                "\"z_score\": 1e+16, \"sample_count\": 0, \"metadata\": {\"k\": [1, true]}}]");
}
END_TEST

START_TEST(lines_without_a_tenant_go_to_the_one_of_the_option_or_to_default)
{
    ck_assert_int_eq(emit("", "{" REPORT "}\\n"), 0);
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
    ck_assert_int_eq(emit("-t acme", "{" REPORT "}\\n{\"tenant\":\"other\"," REPORT "}"), 0);
    ck_assert_int_eq(length("rag:telemetry:acme"), 1);
    ck_assert_int_eq(length("rag:telemetry:other"), 1);
    has(child_err(&child), "2 reports written");
}
END_TEST

START_TEST(the_environment_of_a_line_fills_the_key_template)
{
    const char *line = "{\"tenant\":\"acme/eu\",\"env\":\"prod\"," REPORT "}";

    ck_assert_int_eq(emit("--app shop --key '{app}:drift:{tenant}:{env}'", line), 0);
    ck_assert_int_eq(length("shop:drift:acme/eu:prod"), 1);
    ck_assert_int_eq(emit("--app shop --env test --key '{app}:drift:{tenant}:{env}'", line), 0);
    ck_assert_int_eq(length("shop:drift:acme/eu:test"), 1);
    ck_assert_int_eq(emit("", line), 0);
    ck_assert_int_eq(length("rag:telemetry:acme/eu"), 1);
    ck_assert_int_eq(emit("--key '{ns}:{tenant}:{env}'", "{\"tenant\":\"acme\"," REPORT "}"), 1);
    has(child_err(&child), "-:1: the key template makes no stream of the tenant \"acme\"");
}
END_TEST

/* Returns whether line `number` (from 0) of the answers is empty; each other one is an ID. */
static bool answer_is_empty(const char *answers, int number)
{
    while (number-- > 0)
        answers = strchr(answers, '\n') + 1;
    ck_assert(*answers == '\n' || (*answers >= '1' && *answers <= '9'));
    return *answers == '\n';
}

START_TEST(answers_come_in_the_order_of_the_input_and_are_empty_for_what_was_refused)
{
    redis_server_command(server, "SET rag:telemetry:wrong x");
    ck_assert_int_eq(emit("--ack --rejects rejects",
                          "{" REPORT "}\\n"
                          "no json\\n\\n"
                          "{\"tenant\":\"wrong\"," REPORT "}\\n"
                          "{" REPORT "}\\n{\"ws\":\"x\"}\\n{" REPORT "}"),
                     1);
    const char *answers = child_out(&child);
    ck_assert(!answer_is_empty(answers, 0));
    ck_assert(answer_is_empty(answers, 1));
    ck_assert(answer_is_empty(answers, 2));
    ck_assert(!answer_is_empty(answers, 3));
    ck_assert(answer_is_empty(answers, 4));
    ck_assert(!answer_is_empty(answers, 5));
    ck_assert_int_eq(length("rag:telemetry:default"), 3);
    has(child_err(&child), "-:2: ");
    has(child_err(&child), "-:6: the line has no dimensions");
    has(child_err(&child), "-:4: WRONGTYPE");
    has(child_err(&child), "3 reports written");
    has(child_err(&child), "3 refused");
}
END_TEST

START_TEST(rejects_can_be_mended_and_sent_again)
{
    redis_server_command(server, "SET rag:telemetry:wrong x");
    ck_assert_int_eq(child_run(&child,
                               "printf '%%s\\n' '{\"tenant\":\"wrong\"," REPORT "}' 'bad' |"
                               "\"$DRIFTOP\" emit --rejects r %s; echo $?; sort r | head -1;"
                               "redis-cli -s %s DEL rag:telemetry:wrong; grep -v bad r |"
                               "\"$DRIFTOP\" emit %s",
                               server->unix_url, server->socket_path, server->unix_url),
                     0);
    has(child_out(&child), "bad");
    ck_assert_int_eq(length("rag:telemetry:wrong"), 1);
    check_field("rag:telemetry:wrong", 0, "ws", "2026-11-22T13:00:00+00:00");
}
END_TEST

/* Writes 300 reports of a tenant with an environment and options. */
static int emit_many(const char *environment, const char *options)
{
    child_free(&child);
    return child_run(
        &child, "for i in $(seq 300); do echo '{" REPORT "}'; done | %s \"$DRIFTOP\" emit %s %s",
        environment, options, server->unix_url);
}

START_TEST(streams_are_bounded_by_option_or_environment)
{
    ck_assert_int_eq(emit_many("", "--exact --retention 7"), 0);
    ck_assert_int_eq(length("rag:telemetry:default"), 7);
    ck_assert_int_eq(emit_many("DRIFT_RETENTION_CAP=9", "--exact -t b"), 0);
    ck_assert_int_eq(length("rag:telemetry:b"), 9);
    ck_assert_int_eq(emit_many("DRIFT_RETENTION_CAP=9", "-t c"), 0);
    ck_assert_int_ge(length("rag:telemetry:c"), 9);
    ck_assert_int_le(length("rag:telemetry:c"), 120);
    ck_assert_int_eq(emit_many("DRIFT_RETENTION_CAP=0", ""), 2);
    has(child_err(&child), "$DRIFT_RETENTION_CAP");
}
END_TEST

START_TEST(min_age_trims_by_age)
{
    redis_server_command(server, "XADD rag:telemetry:default 1000-0 ws x");
    ck_assert_int_eq(emit("--min-age 1h --exact", "{" REPORT "}"), 0);
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
    check_field("rag:telemetry:default", 0, "ws", "2026-11-22T13:00:00+00:00");
}
END_TEST

START_TEST(keep_ids_writes_under_the_place_in_time_that_a_line_carries)
{
    ck_assert_int_eq(emit("--keep-ids --ack", "{\"id\":\"1700000000000-3\"," REPORT "}\\n"
                                              "{\"time_ms\":1700000000500," REPORT "}\\n"
                                              "{" REPORT "}\\n"),
                     0);
    ck_assert_str_eq(child_out(&child), "1700000000000-3\n1700000000500-0\n1795352460000-0\n");
    /* What is not greater than the newest is refused and told; the rest goes on. */
    ck_assert_int_eq(emit("--keep-ids --ack", "{\"id\":\"1795352460000-0\"," REPORT "}\\n"
                                              "{\"id\":\"1795352460000-1\"," REPORT "}\\n"
                                              "{" DIMS "}\\n"),
                     1);
    ck_assert_str_eq(child_out(&child), "\n1795352460000-1\n\n");
    has(child_err(&child), "equal or smaller");
    has(child_err(&child), "-:3: it has no ID and no time to keep");
}
END_TEST

START_TEST(an_id_that_would_close_the_stream_is_refused)
{
    ck_assert_int_eq(emit("--keep-ids",
                          "{\"id\":\"18446744073709551615-18446744073709551615\"," REPORT
                          "}\\n{\"time_ms\":253402300800000," REPORT "}\\n"
                          "{\"time_ms\":253402300799999," REPORT "}\\n"),
                     1);
    has(child_err(&child), "-:1: its ID lies behind the year 9999");
    has(child_err(&child), "-:2: its ID lies behind the year 9999");
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
}
END_TEST

START_TEST(what_is_too_large_is_refused_with_advice)
{
    ck_assert_int_eq(
        child_run(&child,
                  "(printf '{\"tenant\":\"%%0300d\"," REPORT "}\\n' 1; echo '{" REPORT
                  "}'; head -c "
                  "3000000 /dev/zero | tr '\\0' x; echo; echo '{" REPORT "}') |"
                  "\"$DRIFTOP\" emit --max-bytes 190 --rejects r --ack %s; echo $? $(wc -c <r)",
                  server->unix_url),
        0);
    has(child_err(&child), "-:2: the entry would have ");
    has(child_err(&child), "store what is large elsewhere, and a reference to it");
    has(child_err(&child), "-:3: the line is too long");
    has(child_out(&child), "1 30"); /* status 1, and three megabytes of rejects */
}
END_TEST

START_TEST(several_files_are_read_and_one_that_is_missing_is_told)
{
    ck_assert_int_eq(child_run(&child,
                               "echo '{" REPORT "}' >a; printf '{" REPORT "}\\n{}' >b;"
                               "echo '{" REPORT "}' | \"$DRIFTOP\" emit %s a missing b -",
                               server->unix_url),
                     1);
    ck_assert_int_eq(length("rag:telemetry:a"), 1);
    ck_assert_int_eq(length("rag:telemetry:b"), 1);
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
    has(child_err(&child), "missing: No such file or directory");
    has(child_err(&child), "b:2: ");
}
END_TEST

START_TEST(a_file_is_of_the_tenant_that_it_is_named_after)
{
    ck_assert_int_eq(child_run(&child,
                               "mkdir logs && printf '\\357\\273\\277{" REPORT
                               "}\\r\\n\\r\\n' >logs/a.jsonl &&"
                               "printf '{" REPORT "}\\n{\"tenant\":\"own\"," REPORT "}\\n' |"
                               "gzip >logs/b.ndjson.gz && \"$DRIFTOP\" emit %s logs &&"
                               "\"$DRIFTOP\" emit -t named %s 'logs/*.gz'",
                               server->unix_url, server->unix_url),
                     0);
    ck_assert_int_eq(length("rag:telemetry:a"), 1);
    ck_assert_int_eq(length("rag:telemetry:b"), 1);
    ck_assert_int_eq(length("rag:telemetry:own"), 2);
    ck_assert_int_eq(length("rag:telemetry:named"), 1);
}
END_TEST

START_TEST(compression_that_ends_early_is_told_and_what_there_is_written)
{
    ck_assert_int_eq(child_run(&child,
                               "i=0; while [ $i -lt 2000 ]; do echo '{\"value\":'$i'," REPORT "}';"
                               "i=$((i+1)); done | gzip >c.jsonl.gz;"
                               "head -c 6000 c.jsonl.gz >d.jsonl.gz; \"$DRIFTOP\" emit %s d.*",
                               server->unix_url),
                     1);
    has(child_err(&child), "d.jsonl.gz: the gzip data ends too early");
    ck_assert_int_gt(length("rag:telemetry:d"), 100);
}
END_TEST

START_TEST(all_that_stands_in_front_of_damage_is_written)
{
    ck_assert_int_eq(
        child_run(&child,
                  "i=0; while [ $i -lt 2000 ]; do echo '{\"value\":'$i'," REPORT "}';"
                  "i=$((i+1)); done | gzip >c.jsonl.gz; printf XXXX | dd of=c.jsonl.gz "
                  "bs=1 seek=$(($(wc -c <c.jsonl.gz) - 8)) conv=notrunc 2>&-;"
                  "\"$DRIFTOP\" emit %s c.*",
                  server->unix_url),
        1);
    has(child_err(&child), "c.jsonl.gz: the gzip data is damaged: incorrect data check");
    ck_assert_int_eq(length("rag:telemetry:c"), 2000);
}
END_TEST

START_TEST(a_glob_that_matches_nothing_writes_nothing)
{
    ck_assert_int_eq(child_run(&child,
                               "echo '{" REPORT "}' >a.jsonl;"
                               "\"$DRIFTOP\" emit %s a.jsonl 'none/*.jsonl'",
                               server->unix_url),
                     1);
    has(child_err(&child), "no file matches none/*.jsonl");
    ck_assert_int_eq(length("rag:telemetry:a"), 0);
}
END_TEST

START_TEST(quiet_tells_of_trouble_only)
{
    ck_assert_int_eq(emit("-q", "{" REPORT "}\\n"), 0);
    ck_assert_str_eq(child_err(&child), "");
    ck_assert_int_eq(emit("-q", "{}\\n"), 1);
    has(child_err(&child), "-:1: ");
}
END_TEST

START_TEST(a_reader_that_closes_the_pipe_ends_it)
{
    ck_assert_int_eq(child_run(&child,
                               "{ yes '{" REPORT "}' | \"$DRIFTOP\" emit --ack %s; echo $? >s; } |"
                               "head -1 >/dev/null; exit $(cat s)",
                               server->unix_url),
                     1);
    has(child_err(&child), "standard output: Broken pipe");
}
END_TEST

START_TEST(answers_that_cannot_be_written_end_it)
{
    ck_assert_int_eq(child_run(&child,
                               "echo '{" REPORT "}' | \"$DRIFTOP\" emit --ack %s >/dev/full",
                               server->unix_url),
                     1);
    has(child_err(&child), "standard output: No space left on device");
}
END_TEST

START_TEST(an_interrupt_writes_what_was_read_and_ends)
{
    child_start(&child,
                "mkfifo in; (echo '{" REPORT "}'; printf '{\"half'; sleep 60) >in & feeder=$!; "
                "trap '' INT; \"$DRIFTOP\" emit --ack %s <in & echo pid=$! >&2; wait $!; s=$?;"
                "kill $feeder; exit $s",
                server->unix_url);
    child_expect_out(&child, "\n");
    child_expect_err(&child, "pid=");
    kill((pid_t)strtol(strstr(child_err(&child), "pid=") + 4, NULL, 10), SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "interrupted");
    has(child_err(&child), "-:2: the line was not read to its end");
    has(child_err(&child), "1 report written");
}
END_TEST

START_TEST(a_second_interrupt_quits_at_once)
{
    child_start(&child, "exec \"$DRIFTOP\" emit --timeout 1h unix:///nowhere/at/all <<'.'\n{" REPORT
                        "}\n.\n");
    child_expect_err(&child, "breaker open");
    child_signal(&child, SIGTERM);
    child_expect_err(&child, "interrupted");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 130);
    has(child_err(&child), "1 not written");
}
END_TEST

START_TEST(what_is_spooled_is_answered_for_after_a_second_interrupt_too)
{
    child_start(&child, "d=$(mktemp -d); exec \"$DRIFTOP\" emit --ack --spool $d --timeout 1h "
                        "unix:///nowhere/at/all <<'.'\n{" REPORT "}\n.\n");
    child_expect_err(&child, "breaker open");
    child_signal(&child, SIGTERM);
    child_expect_err(&child, "interrupted");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 130);
    ck_assert_str_eq(child_out(&child), "spooled\n");
    ck_assert_ptr_null(strstr(child_err(&child), "nobody reads"));
}
END_TEST

START_TEST(the_file_that_the_rejects_go_to_is_not_read)
{
    ck_assert_int_eq(child_run(&child,
                               "d=$(mktemp -d); cd $d; echo x >f; "
                               "\"$DRIFTOP\" emit --rejects f %s f; s=$?; cat f; exit $s",
                               server->unix_url),
                     1);
    ck_assert_str_eq(child_out(&child), "x\n");
    has(child_err(&child), "f: it is not read, as the rejects go there");
}
END_TEST

/* As a writer leaves it in a file that was cut under it. */
START_TEST(a_hole_in_front_of_a_line_costs_that_line)
{
    ck_assert_int_eq(child_run(&child,
                               "{ head -c 4095 /dev/zero; printf '%%s\\n' '{" REPORT "}' '{" REPORT
                               "}' '{" REPORT "}'; } | \"$DRIFTOP\" emit %s",
                               server->unix_url),
                     1);
    has(child_err(&child), "2 reports written");
    has(child_err(&child), "1 refused");
}
END_TEST

START_TEST(without_a_spool_it_gives_up_at_the_end_of_the_input)
{
    ck_assert_int_eq(child_run(&child,
                               "printf '{" REPORT "}\\n{" REPORT "}\\n' | \"$DRIFTOP\" emit --ack "
                               "--timeout 200ms --rejects r unix:///nowhere/at/all; s=$?; wc -l <r;"
                               "exit $s"),
                     1);
    ck_assert_str_eq(child_out(&child), "2\n");
    has(child_err(&child), "No such file or directory");
    has(child_err(&child), "2 not written");
}
END_TEST

START_TEST(what_redis_refused_each_time_is_not_said_to_be_perhaps_written)
{
    static const char *const troubles[] = {
        "CONFIG SET maxmemory 1", "CONFIG SET min-replicas-to-write 1", "REPLICAOF 127.0.0.1 1"};

    redis_server_command(server, troubles[_i]);
    ck_assert_int_eq(emit("--timeout 500ms", "{" REPORT "}\\n{" REPORT "}\\n{" REPORT "}\\n"), 1);
    has(child_err(&child), "0 reports written");
    /* A probe may have been under way at the end. */
    bool probed = strstr(child_err(&child), "; 1 not answered for") != NULL;
    has(child_err(&child), probed ? "2 not written" : "3 not written");
    ck_assert(probed || strstr(child_err(&child), "not answered for") == NULL);
}
END_TEST

START_TEST(without_a_spool_it_waits_for_redis)
{
    redis_server_kill(server);
    child_start(&child, "echo '{" REPORT "}' | \"$DRIFTOP\" emit --ack --timeout 30s %s",
                server->unix_url);
    child_expect_err(&child, "breaker open");
    redis_server_start(server);
    ck_assert_int_eq(child_wait(&child), 0);
    has(child_err(&child), "breaker closed");
    ck_assert_int_eq(length("rag:telemetry:default"), 1);
}
END_TEST

START_TEST(a_wrong_password_ends_it_at_once)
{
    redis_server_command(server, "ACL SETUSER default >secret");
    ck_assert_int_eq(emit("--timeout 1h", "{" REPORT "}\\n"), 1);
    has(child_err(&child), "NOAUTH");
    redis_server_command(server, "ACL SETUSER default nopass");
}
END_TEST

/* Whoever feeds it learns of it before there was a line, and why with -q, too. */
START_TEST(what_takes_a_person_is_a_failure_before_the_first_line_too)
{
    redis_server_command(server, "ACL SETUSER default >secret");
    ck_assert_int_eq(child_run(&child,
                               "d=$(mktemp -d); mkfifo $d/f; exec 3<>$d/f; rm -r $d; "
                               "exec \"$DRIFTOP\" emit -q --timeout 1h %s <&3",
                               server->unix_url),
                     1);
    has(child_err(&child), "NOAUTH");
    has(child_err(&child), "emit gives up");
    redis_server_command(server, "ACL SETUSER default nopass");
}
END_TEST

START_TEST(wrong_usage_has_status_2)
{
    ck_assert_int_eq(emit("-t 'a*'", ""), 2);
    ck_assert_int_eq(emit("-t a -t b", ""), 2);
    ck_assert_int_eq(emit("--retention 0", ""), 2);
    ck_assert_int_eq(emit("--retention 5 --min-age 1h", ""), 2);
    ck_assert_int_eq(emit("--spool-max 12XB", ""), 2);
    ck_assert_int_eq(emit("--key '{tenant'", ""), 2);
    ck_assert_int_eq(emit("--window 1h", ""), 2);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" emit demo:"), 2);
}
END_TEST

Suite *suite_emit(void)
{
    Suite *suite = suite_create("emit");
    TCase *tests = tcase_create("emit");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_line_becomes_the_entry_that_the_python_sink_writes);
    tcase_add_test(tests, lines_without_a_tenant_go_to_the_one_of_the_option_or_to_default);
    tcase_add_test(tests, the_environment_of_a_line_fills_the_key_template);
    tcase_add_test(tests,
                   answers_come_in_the_order_of_the_input_and_are_empty_for_what_was_refused);
    tcase_add_test(tests, rejects_can_be_mended_and_sent_again);
    tcase_add_test(tests, streams_are_bounded_by_option_or_environment);
    tcase_add_test(tests, min_age_trims_by_age);
    tcase_add_test(tests, keep_ids_writes_under_the_place_in_time_that_a_line_carries);
    tcase_add_test(tests, an_id_that_would_close_the_stream_is_refused);
    tcase_add_test(tests, what_is_too_large_is_refused_with_advice);
    tcase_add_test(tests, several_files_are_read_and_one_that_is_missing_is_told);
    tcase_add_test(tests, a_file_is_of_the_tenant_that_it_is_named_after);
    tcase_add_test(tests, compression_that_ends_early_is_told_and_what_there_is_written);
    tcase_add_test(tests, all_that_stands_in_front_of_damage_is_written);
    tcase_add_test(tests, a_glob_that_matches_nothing_writes_nothing);
    tcase_add_test(tests, quiet_tells_of_trouble_only);
    tcase_add_test(tests, a_reader_that_closes_the_pipe_ends_it);
    tcase_add_test(tests, answers_that_cannot_be_written_end_it);
    tcase_add_test(tests, an_interrupt_writes_what_was_read_and_ends);
    tcase_add_test(tests, a_second_interrupt_quits_at_once);
    tcase_add_test(tests, what_is_spooled_is_answered_for_after_a_second_interrupt_too);
    tcase_add_test(tests, the_file_that_the_rejects_go_to_is_not_read);
    tcase_add_test(tests, a_hole_in_front_of_a_line_costs_that_line);
    tcase_add_test(tests, without_a_spool_it_gives_up_at_the_end_of_the_input);
    tcase_add_loop_test(tests, what_redis_refused_each_time_is_not_said_to_be_perhaps_written, 0,
                        3);
    tcase_add_test(tests, without_a_spool_it_waits_for_redis);
    tcase_add_test(tests, a_wrong_password_ends_it_at_once);
    tcase_add_test(tests, what_takes_a_person_is_a_failure_before_the_first_line_too);
    tcase_add_test(tests, wrong_usage_has_status_2);
    suite_add_tcase(suite, tests);
    return suite;
}
