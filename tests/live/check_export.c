/* driftop export: what stands in the streams comes out, all of it, in order, once. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define KEY(tenant) PRODUCER_PREFIX tenant
#define LINES_MAX 20000

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

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

/* Returns the time of the record that a line begins with. */
static int64_t time_of(const char *line)
{
    const char *time = strstr(line, "\"time_ms\":");

    ck_assert_ptr_nonnull(time);
    return strtoll(time + strlen("\"time_ms\":"), NULL, 10);
}

/* Checks that the records are `count`, and none is older than the one before it. */
static void check_order(const char *text, size_t count)
{
    int64_t before = 0;

    ck_assert_uint_eq(count_lines(text), count);
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        ck_assert_int_ge(time_of(line), before);
        before = time_of(line);
    }
}

/* Runs an export of everything since 1970. */
static int export_all(const char *options)
{
    return child_run(&child, "\"$DRIFTOP\" export --since 1970-01-02 %s %s", options,
                     server->unix_url);
}

START_TEST(records_of_all_tenants_come_in_order_of_time)
{
    const int64_t start = timestamp_now() - MS_PER_HOUR;

    produce_many(server, KEY("a"), start, 1000, 1700);
    produce_many(server, KEY("b"), start + 500, 1000, 1300);
    produce_many(server, KEY("c"), start + 900000, 10, 2000);
    produce_many(server, KEY("d"), start + 3, 0, 700);
    ck_assert_int_eq(export_all(""), 0);
    ck_assert_str_eq(child_err(&child), "");
    check_order(child_out(&child), 5700);
}
END_TEST

START_TEST(many_tenants_are_merged_with_short_pages)
{
    const int64_t start = timestamp_now() - MS_PER_HOUR;
    char key[64];

    for (int i = 0; i < 300; i++) {
        snprintf(key, sizeof(key), KEY("t%d"), i);
        produce_many(server, key, start + i, 60000, 60);
    }
    ck_assert_int_eq(export_all(""), 0);
    check_order(child_out(&child), 18000);
}
END_TEST

START_TEST(the_window_is_half_open)
{
    char options[128];

    produce(server, KEY("a"), "1000000000000-0", 1);
    produce(server, KEY("a"), "1000000000000-7", 2);
    produce(server, KEY("a"), "1000000000999-9", 3);
    produce(server, KEY("a"), "1000000001000-0", 4);
    produce(server, KEY("a"), "1000000001000-1", 5);
    snprintf(options, sizeof(options), "--since 1000000000000 --until 1000000001000");
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export %s %s", options, server->unix_url), 0);
    check_order(child_out(&child), 3);
    has(child_out(&child), "\"id\":\"1000000000999-9\"");
}
END_TEST

START_TEST(tenants_are_chosen_by_name_and_glob)
{
    produce(server, KEY("acme-shop"), "*", 1);
    produce(server, KEY("acme-bank"), "*", 1);
    produce(server, KEY("globex"), "*", 1);
    ck_assert_int_eq(export_all("-t 'acme-*' -t globex"), 0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 3);
    child_free(&child);
    ck_assert_int_eq(export_all("-t 'acme-*'"), 0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 2);
}
END_TEST

START_TEST(a_named_tenant_that_does_not_exist_is_a_failure)
{
    produce(server, KEY("a"), "*", 1);
    ck_assert_int_eq(export_all("-t a -t b"), 1);
    ck_assert_uint_eq(count_lines(child_out(&child)), 1);
    ck_assert_str_eq(child_err(&child), "driftop: b: there is no such tenant\n");
}
END_TEST

START_TEST(an_empty_window_is_an_empty_export)
{
    produce(server, KEY("a"), "1000-0", 1);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export %s", server->unix_url), 0);
    ck_assert_str_eq(child_out(&child), "");
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export -f csv %s", server->unix_url), 0);
    ck_assert_str_eq(child_out(&child),
                     "tenant,id,time,window_start,window_end,dimension,severity,value,baseline,"
                     "z_score,sample_count,metadata\r\n");
}
END_TEST

START_TEST(a_record_holds_all_that_the_entry_held)
{
    redis_server_command(server,
                         "XADD " KEY("a") " 1795356000000-3 ws 2026-11-22T13:00:00+00:00 we "
                                          "2026-11-22T13:01:00+00:00 degraded x warned %s dims %s",
                         "",
                         "[{\"name\": \"x\", \"severity\": \"degraded\", \"value\": 0.1, "
                         "\"baseline\": 1e-05, \"z_score\": null, \"sample_count\": 7, "
                         "\"metadata\": {\"k\": [1, \"\\u00e4\"]}}]");
    ck_assert_int_eq(export_all("--until 2030-01-01"), 0);
    ck_assert_str_eq(
        child_out(&child),
        "{\"tenant\":\"a\",\"id\":\"1795356000000-3\",\"time_ms\":1795356000000,"
        "\"window_start\":\"2026-11-22T13:00:00+00:00\","
        "\"window_end\":\"2026-11-22T13:01:00+00:00\",\"degraded\":[\"x\"],\"warned\":[],"
        "\"dimensions\":[{\"name\":\"x\",\"severity\":\"degraded\",\"value\":0.1,"
        "\"baseline\":1e-05,\"z_score\":null,\"sample_count\":7,"
        "\"metadata\":{\"k\":[1,\"\\u00e4\"]}}]}\n");
}
END_TEST

START_TEST(csv_has_a_row_for_each_dimension)
{
    redis_server_command(
        server, "XADD " KEY("a") " 1795356000000-3 ws W1 we %s degraded %s warned %s dims %s",
        "W,2", "", "",
        "[{\"name\": \"=cmd|x!A1\", \"severity\": \"ok\", \"value\": -0.5, "
        "\"baseline\": NaN, \"z_score\": null, \"sample_count\": 7, "
        "\"metadata\": {\"k\": \"v\"}}, {\"name\": \"y\\u001b\\n\"}]");
    ck_assert_int_eq(export_all("-f csv --until 2030-01-01"), 0);
    has(child_out(&child),
        "\r\na,1795356000000-3,2026-11-22T14:00:00.000Z,W1,\"W,2\",'=cmd|x!A1,ok,-0.5,,,7,"
        "\"{\"\"k\"\": \"\"v\"\"}\"\r\n");
    has(child_out(&child), ",\"y\\u001b\\u000a\",,,,,,\r\n");
}
END_TEST

START_TEST(an_entry_that_cannot_be_read_is_told_and_costs_nothing_else)
{
    produce(server, KEY("a"), "1000000000000-0", 1);
    redis_server_command(server, "XADD " KEY("a") " 1000000000001-0 foo bar");
    produce(server, KEY("a"), "1000000000002-0", 1);
    ck_assert_int_eq(export_all(""), 0);
    check_order(child_out(&child), 2);
    has(child_err(&child), "driftop: a: 1000000000001-0 cannot be read: ");
}
END_TEST

START_TEST(a_flood_of_unreadable_entries_is_counted)
{
    for (int i = 0; i < 50; i++)
        redis_server_command(server, "XADD " KEY("a") " * foo bar");
    ck_assert_int_eq(export_all(""), 0);
    ck_assert_uint_eq(count_lines(child_err(&child)), 21);
    has(child_err(&child), "and 30 more that cannot be read");
}
END_TEST

START_TEST(a_tenant_that_cannot_be_read_fails_the_export_and_no_other_tenant)
{
    produce(server, KEY("a"), "*", 1);
    redis_server_command(server, "SET " KEY("b") " text");
    ck_assert_int_eq(export_all("-t a -t b"), 1);
    ck_assert_uint_eq(count_lines(child_out(&child)), 1);
    has(child_err(&child), "driftop: b: ");
}
END_TEST

START_TEST(whoever_closes_the_pipe_has_read_enough)
{
    produce_many(server, KEY("a"), timestamp_now() - MS_PER_HOUR, 100, 10000);
    ck_assert_int_eq(child_run(&child,
                               "{ \"$DRIFTOP\" export --since 1970-01-02 %s; echo \"status $?\" "
                               ">&2; } | head -n 1",
                               server->unix_url),
                     0);
    ck_assert_uint_eq(count_lines(child_out(&child)), 1);
    ck_assert_str_eq(child_err(&child), "status 0\n");
}
END_TEST

START_TEST(a_full_disk_is_a_failure)
{
    produce(server, KEY("a"), "*", 1);
    ck_assert_int_eq(export_all(">/dev/full"), 1);
    has(child_err(&child), "cannot write: No space left on device");
}
END_TEST

START_TEST(a_slow_reader_gets_everything)
{
    produce_many(server, KEY("a"), timestamp_now() - MS_PER_HOUR, 100, LINES_MAX);
    child_start(&child,
                "\"$DRIFTOP\" export --timeout 200ms --since 1970-01-02 %s | { head -c 1; "
                "echo started >&2; while [ ! -e go ]; do sleep 0.01; done; cat; } | wc -l",
                server->unix_url);
    child_expect_err(&child, "started\n");
    deadline_pass(deadline_in(400)); /* twice the patience with a server */
    scratch_write(child.directory, "go", "");
    ck_assert_int_eq(child_wait(&child), 0);
    ck_assert_int_eq(atoi(child_out(&child)), LINES_MAX);
    ck_assert_str_eq(child_err(&child), "started\n");
}
END_TEST

START_TEST(a_server_that_is_not_there_is_a_failure_in_time)
{
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" export --timeout 300ms unix:///nowhere"), 1);
    has(child_err(&child), "unix:///nowhere?db=0: connect /nowhere: No such file or directory");
}
END_TEST

START_TEST(a_server_that_hangs_is_a_failure_in_time)
{
    produce(server, KEY("a"), "*", 1);
    redis_server_freeze(server);
    ck_assert_int_eq(export_all("--timeout 300ms"), 1);
    redis_server_thaw(server);
}
END_TEST

START_TEST(following_goes_on_with_what_comes)
{
    produce(server, KEY("a"), "1000000000000-0", 1);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-02 %s",
                server->unix_url);
    child_expect_out(&child, "\"id\":\"1000000000000-0\"");
    produce(server, KEY("a"), "1000000000001-0", 2);
    child_expect_out(&child, "\"id\":\"1000000000001-0\"");
    produce_many(server, KEY("a"), 1000000001000, 1, 3000);
    child_expect_out(&child, "\"id\":\"1000000003999-2999\"");
    check_order(child_out(&child), 3002);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 128 + SIGTERM);
    ck_assert_str_eq(child_err(&child), "");
}
END_TEST

START_TEST(following_survives_a_lost_connection)
{
    produce_many(server, KEY("a"), 1000000000000, 1, 100);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-02 %s",
                server->unix_url);
    child_expect_out(&child, "\"id\":\"1000000000099-99\"");
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    produce_many(server, KEY("a"), 1000000001000, 1, 100);
    child_expect_out(&child, "\"id\":\"1000000001099-99\"");
    check_order(child_out(&child), 200);
    child_expect_err(&child, " is back");
}
END_TEST

START_TEST(following_begins_anew_with_a_stream_that_was_made_again)
{
    produce_many(server, KEY("a"), 1000000000000, 1, 100);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-02 %s",
                server->unix_url);
    child_expect_out(&child, "\"id\":\"1000000000099-99\"");
    redis_server_kill(server);
    redis_server_start(server);
    produce(server, KEY("a"), "500000000000-0", 2);
    child_expect_out(&child, "\"id\":\"500000000000-0\"");
    child_expect_err(&child, "driftop: a: the stream was deleted and made again");
    ck_assert_uint_eq(count_lines(child_out(&child)), 101);
}
END_TEST

/* Whoever waits as long for a server that is not there gives up after it. */
START_TEST(following_waits_for_the_first_report_of_all)
{
    struct deadline deadline = deadline_in(30000);
    struct child other = {0};

    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --timeout 500ms -t a %s",
                server->unix_url);
    while (redis_server_info(server, "clients", "connected_clients") < 2)
        ck_assert(deadline_pause(&deadline));
    ck_assert_int_eq(child_run(&other, "\"$DRIFTOP\" export --timeout 1s unix:///none.sock"), 1);
    child_free(&other);
    ck_assert_str_eq(child_err(&child), "");
    produce(server, KEY("a"), "*", 1);
    child_expect_out(&child, "\"tenant\":\"a\"");
}
END_TEST

START_TEST(following_finds_new_tenants)
{
    produce(server, KEY("a"), "1000000000000-0", 1);
    child_start(&child,
                "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-02 -t a -t b %s",
                server->unix_url);
    child_expect_out(&child, "\"tenant\":\"a\"");
    produce(server, KEY("b"), "1000000000000-0", 1);
    child_expect_out(&child, "\"tenant\":\"b\"");
}
END_TEST

Suite *suite_export(void)
{
    Suite *suite = suite_create("export");
    TCase *tcase = tcase_create("export");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, records_of_all_tenants_come_in_order_of_time);
    tcase_add_test(tcase, many_tenants_are_merged_with_short_pages);
    tcase_add_test(tcase, the_window_is_half_open);
    tcase_add_test(tcase, tenants_are_chosen_by_name_and_glob);
    tcase_add_test(tcase, a_named_tenant_that_does_not_exist_is_a_failure);
    tcase_add_test(tcase, an_empty_window_is_an_empty_export);
    tcase_add_test(tcase, a_record_holds_all_that_the_entry_held);
    tcase_add_test(tcase, csv_has_a_row_for_each_dimension);
    tcase_add_test(tcase, an_entry_that_cannot_be_read_is_told_and_costs_nothing_else);
    tcase_add_test(tcase, a_flood_of_unreadable_entries_is_counted);
    tcase_add_test(tcase, a_tenant_that_cannot_be_read_fails_the_export_and_no_other_tenant);
    tcase_add_test(tcase, whoever_closes_the_pipe_has_read_enough);
    tcase_add_test(tcase, a_full_disk_is_a_failure);
    tcase_add_test(tcase, a_slow_reader_gets_everything);
    tcase_add_test(tcase, a_server_that_is_not_there_is_a_failure_in_time);
    tcase_add_test(tcase, a_server_that_hangs_is_a_failure_in_time);
    tcase_add_test(tcase, following_goes_on_with_what_comes);
    tcase_add_test(tcase, following_survives_a_lost_connection);
    tcase_add_test(tcase, following_begins_anew_with_a_stream_that_was_made_again);
    tcase_add_test(tcase, following_finds_new_tenants);
    tcase_add_test(tcase, following_waits_for_the_first_report_of_all);
    suite_add_tcase(suite, tcase);
    return suite;
}
