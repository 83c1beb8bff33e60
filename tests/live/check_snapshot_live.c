/* driftop snapshot and export against a server: what they say besides the tenants. */
#include "config.h"

#include "base/timestamp.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KEY(tenant) PRODUCER_PREFIX tenant

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

static void begins_with(const char *text, const char *part)
{
    ck_assert_msg(strncmp(text, part, strlen(part)) == 0, "\"%s\" does not begin: %s", part, text);
}

/* Ten reports, a minute apart, up to now. */
static void produce_fine(const char *key)
{
    produce_many(server, key, timestamp_now() - 9 * 60000, 60000, 10);
}

static void produce_degraded(const char *key)
{
    redis_server_command(server,
                         "XADD %s * ws a we b degraded faithfulness warned %s dims "
                         "[{\"name\":\"faithfulness\",\"value\":0.7,\"baseline\":0.9,"
                         "\"z_score\":-4,\"sample_count\":9,\"severity\":\"degraded\"}]",
                         key, "");
}

static int snapshot(const char *options)
{
    child_free(&child);
    return child_run(&child, "\"$DRIFTOP\" snapshot %s %s", options, server->tcp_url);
}

static int export(const char *options)
{
    child_free(&child);
    return child_run(&child, "\"$DRIFTOP\" export %s %s", options, server->tcp_url);
}

START_TEST(monitoring_is_told_in_the_first_line)
{
    produce_fine(KEY("fine"));
    ck_assert_int_eq(snapshot("--exit-code"), 0);
    begins_with(child_out(&child), "DRIFT OK - 1 ok of 1 | degraded=0 warn=0 silent=0 no_data=0 "
                                   "stale=0 empty=0 ok=1 total=1\nsource  ");
    produce_degraded(KEY("bad"));
    ck_assert_int_eq(snapshot("--exit-code"), 2);
    begins_with(child_out(&child), "DRIFT DEGRADED - bad faithfulness z -4.0 for ");
    has(child_out(&child), "; 1 degraded, 1 ok of 2 | degraded=1 warn=0 silent=0 no_data=0 "
                           "stale=0 empty=0 ok=1 total=2\nsource  ");
    ck_assert_int_eq(snapshot("--exit-code -t fine -t other"), 3);
    begins_with(child_out(&child), "DRIFT UNKNOWN - there is no tenant \"other\" in redis://");
    has(child_out(&child), "; 1 ok of 1 | ");
    has(child_err(&child), "there is no tenant \"other\"");
}
END_TEST

START_TEST(without_exit_code_there_is_no_such_line)
{
    produce_fine(KEY("fine"));
    ck_assert_int_eq(snapshot(""), 0);
    begins_with(child_out(&child), "source  ");
    ck_assert_int_eq(snapshot("-f json --exit-code"), 0);
    begins_with(child_out(&child), "{\"schema\"");
}
END_TEST

START_TEST(monitoring_is_told_that_nothing_was_found)
{
    ck_assert_int_eq(snapshot("--exit-code"), 3);
    begins_with(child_out(&child), "DRIFT UNKNOWN - nothing was found: no stream has a key like ");
    has(child_out(&child),
        " | degraded=0 warn=0 silent=0 no_data=0 stale=0 empty=0 ok=0 total=0\n");
    ck_assert_int_eq(snapshot(""), 0);
    has(child_out(&child), "\nNothing was found: no stream has a key like ");
}
END_TEST

START_TEST(monitoring_is_told_that_the_source_is_away_and_that_the_usage_is_wrong)
{
    redis_server_kill(server);
    ck_assert_int_eq(snapshot("--exit-code --timeout 1s"), 3);
    begins_with(child_out(&child), "DRIFT UNKNOWN - redis://");
    ck_assert_ptr_eq(strchr(child_out(&child), '\n') + 1,
                     child_out(&child) + strlen(child_out(&child)));
    ck_assert_int_eq(snapshot("--exit-code --bogus"), 3);
    begins_with(child_out(&child), "DRIFT UNKNOWN - ");
    has(child_out(&child), "bogus");
    ck_assert_int_eq(snapshot("-f json --exit-code --timeout 1s"), 3);
    ck_assert_str_eq(child_out(&child), "");
}
END_TEST

START_TEST(reports_elsewhere_are_named_with_the_option_that_shows_them)
{
    produce_fine("ragvitals:reports");
    ck_assert_int_eq(snapshot("--exit-code"), 3);
    has(child_out(&child), "--key ragvitals:reports");
    has(child_out(&child), "\nnote    ");
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "{\"id\":\"elsewhere\",\"text\":\"");
    has(child_out(&child), "--key ragvitals:reports");
    ck_assert_int_eq(snapshot("-f csv"), 0);
    has(child_err(&child), "--key ragvitals:reports");
    ck_assert_int_eq(export(""), 0);
    has(child_err(&child), "nothing was found: ");
    has(child_err(&child), "--key ragvitals:reports");
    ck_assert_int_eq(snapshot("--exit-code --key ragvitals:reports"), 0);
}
END_TEST

START_TEST(a_stream_without_a_report_is_told_and_not_judged)
{
    produce_fine(KEY("fine"));
    redis_server_command(server, "XADD %s * foo bar", KEY("alerts"));
    ck_assert_int_eq(snapshot("--exit-code"), 0);
    begins_with(child_out(&child), "DRIFT OK - 1 ok of 1 | ");
    has(child_out(&child),
        "\nnote    " KEY("alerts") " holds no report and is not judged; to leave");
    has(child_out(&child), "--exclude alerts\n");
    has_not(child_out(&child), "\nalerts: ");
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "{\"id\":\"no_report\",\"text\":\"" KEY("alerts") " holds no report");
    has_not(child_out(&child), "\"tenant\":\"alerts\"");
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has(child_out(&child), "drift_notes{id=\"no_report\"} 1\n");
    has_not(child_out(&child), "tenant=\"alerts\"");
    ck_assert_int_eq(snapshot("-f csv"), 0);
    has(child_err(&child), "holds no report");
    has_not(child_out(&child), "\nalerts,");
    ck_assert_int_eq(snapshot("--exclude alerts"), 0);
    has_not(child_out(&child), "alerts");
}
END_TEST

/* Makes the server follow a primary that is not there. */
static void cut_off(void)
{
    redis_server_command(server, "REPLICAOF 127.0.0.1 1");
}

START_TEST(a_replica_that_is_cut_off_is_told_whatever_is_printed)
{
    static const char *const formats[] = {"text", "json", "csv", "openmetrics"};
    char options[32];

    produce_fine(KEY("fine"));
    cut_off();
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        snprintf(options, sizeof(options), "-f %s", formats[i]);
        ck_assert_int_eq(snapshot(options), 0);
        has(child_err(&child), ": a replica cut off from its primary\n");
        ck_assert_ptr_null(strstr(strstr(child_err(&child), "cut off") + 1, "cut off"));
    }
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "\"notes\":[{\"id\":\"replica_cut_off\",\"text\":\"a replica cut off");
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has(child_out(&child), "drift_notes{id=\"replica_cut_off\"} 1\n");
    ck_assert_int_eq(export(""), 0);
    has(child_err(&child), ": a replica cut off from its primary\n");
}
END_TEST

/* What a server says of itself. */
static const struct noted {
    const char *setup[2];
    const char *id;
    const char *says;
} noted[] = {
    {{"CONFIG SET maxmemory-policy allkeys-lru", "CONFIG SET maxmemory 100mb"},
     "eviction",
     "allkeys-lru: streams can be evicted (0 keys so far)"},
    {{"CONFIG SET maxmemory 1000", "PING"},
     "memory_full",
     "memory is full: producers cannot write"},
    {{"REPLICAOF 127.0.0.1 1", "PING"}, "replica_cut_off", "a replica cut off from its primary"},
    {{"ACL SETUSER default -info", "PING"}, "not_permitted", "not permitted to this user: INFO"},
    {{"ACL SETUSER default -ping -client|setname", "TIME"},
     "not_permitted",
     "not permitted to this user: CLIENT SETNAME, PING"},
};

static void has_once(const char *text, const char *part)
{
    has(text, part);
    has_not(strstr(text, part) + 1, part);
}

START_TEST(what_is_known_of_the_server_is_told_by_every_command)
{
    const struct noted *note = &noted[_i];
    char text[256];

    produce_fine(KEY("fine"));
    redis_server_command(server, note->setup[0]);
    redis_server_command(server, note->setup[1]);
    snprintf(text, sizeof(text), ": %s\n", note->says);
    ck_assert_int_eq(snapshot(""), 0);
    has_once(child_err(&child), text);
    ck_assert_int_eq(snapshot("-f csv"), 0);
    has_once(child_err(&child), text);
    ck_assert_int_eq(export(""), 0);
    has_once(child_err(&child), text);
    snprintf(text, sizeof(text), "{\"id\":\"%s\",\"text\":\"%s\"}", note->id, note->says);
    ck_assert_int_eq(snapshot("-f json"), 0);
    has_once(child_out(&child), text);
    snprintf(text, sizeof(text), "drift_notes{id=\"%s\"} 1\n", note->id);
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has_once(child_out(&child), text);
}
END_TEST

START_TEST(a_replica_is_told)
{
    struct redis_server *primary = redis_server_create(NULL);

    produce_many(primary, KEY("fine"), timestamp_now() - 9 * 60000, 60000, 10);
    redis_server_command(server, "REPLICAOF 127.0.0.1 %d", primary->port);
    while (snapshot("-t fine") != 0 || strstr(child_err(&child), ": a replica\n") == NULL)
        ck_assert_ptr_null(strstr(child_out(&child), "Nothing was found"));
    redis_server_free(primary);
}
END_TEST

/* It holds nothing, and knows nothing. */
START_TEST(a_replica_that_was_never_filled_is_no_empty_server)
{
    static const char *const says = ": this replica was never filled by its primary";

    cut_off();
    ck_assert_int_eq(snapshot("--timeout 300ms"), 1);
    has_once(child_err(&child), says);
    ck_assert_int_eq(snapshot("--timeout 300ms -t acme --exit-code"), 3);
    begins_with(child_out(&child), "DRIFT UNKNOWN - redis://");
    has(child_out(&child), says);
    ck_assert_int_eq(snapshot("--timeout 300ms -f openmetrics"), 1);
    has(child_out(&child), "drift_up 0\n");
    ck_assert_int_eq(export("--timeout 300ms"), 1);
    has_once(child_err(&child), says);
}
END_TEST

START_TEST(the_tenant_without_a_name_is_a_tenant)
{
    produce_fine(KEY("fine"));
    produce_degraded(PRODUCER_PREFIX);
    ck_assert_int_eq(snapshot("--exit-code"), 2);
    begins_with(child_out(&child), "DRIFT DEGRADED - (empty) faithfulness ");
    has(child_out(&child), "\n(empty): DEGRADED since ");
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "{\"tenant\":\"\",\"state\":\"degraded\"");
    ck_assert_int_eq(export(""), 0);
    has(child_out(&child), "\"tenant\":\"\"");
}
END_TEST

START_TEST(export_names_the_flaws_of_what_it_writes)
{
    redis_server_command(server,
                         "XADD %s * ws a we b degraded %s warned %s dims "
                         "[{\"name\":\"f\",\"value\":\"0.7\",\"baseline\":NaN,"
                         "\"z_score\":-4,\"sample_count\":9,\"severity\":\"ok\"}]",
                         KEY("acme"), "", "");
    ck_assert_int_eq(export(""), 0);
    has(child_err(&child), ": in the reports: ");
    has(child_err(&child), "1 number written as text");
    has(child_err(&child), "1 number not finite");
}
END_TEST

/* It is not part of any window: the screen asks for it. */
START_TEST(a_picture_of_a_report_shows_what_lies_in_its_stream)
{
    redis_server_command(server,
                         "XADD %s * ws a we b degraded faithfulness warned %s dims "
                         "[{\"name\":\"faithfulness\",\"value\":0.7,\"baseline\":0.9,"
                         "\"z_score\":-4,\"sample_count\":9,\"severity\":\"degraded\"}] "
                         "note <only&here>",
                         KEY("acme"), "");
    ck_assert_int_eq(snapshot("-f svg --screen report --size 100x40"), 0);
    begins_with(child_out(&child), "<?xml version=\"1.0\"");
    has(child_out(&child), "&lt;only&amp;here&gt;");
    ck_assert_ptr_null(strstr(child_out(&child), "<only"));
    ck_assert_int_eq(snapshot("-f ansi --screen report --size 100x40"), 0);
    has(child_out(&child), "<only&here>");
}
END_TEST

START_TEST(a_picture_has_the_exit_status_of_every_snapshot)
{
    produce_degraded(KEY("bad"));
    ck_assert_int_eq(snapshot("-f svg --exit-code"), 2);
    has(child_out(&child), ">bad  ");
    redis_server_kill(server);
    ck_assert_int_eq(snapshot("-f svg --timeout 1s"), 1);
    ck_assert_str_eq(child_out(&child), "");
    has(child_err(&child), "redis://");
}
END_TEST

Suite *suite_snapshot_live(void)
{
    Suite *suite = suite_create("snapshot_live");
    TCase *tests = tcase_create("snapshot_live");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, monitoring_is_told_in_the_first_line);
    tcase_add_test(tests, without_exit_code_there_is_no_such_line);
    tcase_add_test(tests, monitoring_is_told_that_nothing_was_found);
    tcase_add_test(tests, monitoring_is_told_that_the_source_is_away_and_that_the_usage_is_wrong);
    tcase_add_test(tests, reports_elsewhere_are_named_with_the_option_that_shows_them);
    tcase_add_test(tests, a_stream_without_a_report_is_told_and_not_judged);
    tcase_add_test(tests, a_replica_that_is_cut_off_is_told_whatever_is_printed);
    tcase_add_loop_test(tests, what_is_known_of_the_server_is_told_by_every_command, 0,
                        (int)(sizeof(noted) / sizeof(noted[0])));
    tcase_add_test(tests, a_replica_is_told);
    tcase_add_test(tests, a_replica_that_was_never_filled_is_no_empty_server);
    tcase_add_test(tests, the_tenant_without_a_name_is_a_tenant);
    tcase_add_test(tests, export_names_the_flaws_of_what_it_writes);
    tcase_add_test(tests, a_picture_of_a_report_shows_what_lies_in_its_stream);
    tcase_add_test(tests, a_picture_has_the_exit_status_of_every_snapshot);
    suite_add_tcase(suite, tests);
    return suite;
}
