/* `driftop route` as a person and a script use it: what it prints, writes, keeps and returns. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/http_server.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define ROUTE "\"$DRIFTOP\" route \"$R\" --rule 1/1/1 "
#define TO_FILE "--to ops=file:out "

static struct redis_server *server;
static char folder[SCRATCH_SIZE];
static struct child child;
static struct buffer text;

static void set_up(void)
{
    server = redis_server_create(NULL);
    scratch_create(folder);
    setenv("R", server->tcp_url, 1);
    child = (struct child){0};
    text = (struct buffer){0};
}

static void tear_down(void)
{
    child_free(&child);
    buffer_free(&text);
    redis_server_free(server);
}

static int run(const char *line)
{
    child_free(&child);
    return child_run(&child, "cd %s && %s", folder, line);
}

static void run_well(const char *line)
{
    int status = run(line);

    ck_assert_msg(status == 0, "%d: %s", status, child_err(&child));
}

/* Adds a report of one dimension to acme's stream, of the next minute. */
static void report(const char *dimensions)
{
    static int minute;

    redis_server_command(server,
                         "XADD rag:telemetry:acme * ws 2026-11-22T14:%02d:00Z we "
                         "2026-11-22T14:%02d:00Z dims %s",
                         minute, minute + 1, dimensions);
    minute++;
}

static void report_ok(void)
{
    report("[{\"name\":\"f\",\"severity\":\"ok\",\"value\":1}]");
}

static void report_bad(void)
{
    report("[{\"name\":\"f\",\"severity\":\"degraded\",\"value\":0.5}]");
}

static const char *told(void)
{
    char path[SCRATCH_SIZE + 8];

    snprintf(path, sizeof(path), "%s/out", folder);
    buffer_clear(&text);
    return scratch_read(path, &text);
}

static void wait_for_lease(void)
{
    struct deadline deadline = deadline_in(20000);

    while (redis_server_integer(server, "EXISTS driftop:ops:lease:7") == 0)
        ck_assert_msg(deadline_pause(&deadline), "nobody took the lease");
}

static void wait_until_told(const char *what)
{
    struct deadline deadline = deadline_in(20000);

    while (strstr(told(), what) == NULL)
        ck_assert_msg(deadline_pause(&deadline), "never told: %s", what);
}

/* --- running --- */

START_TEST(what_comes_is_told_and_the_status_says_who_reads)
{
    report_ok();
    ck_assert_int_eq(run(ROUTE TO_FILE "--status"), 1);
    has(child_out(&child), "ops (file): no router has ever run for it");
    run_well(ROUTE TO_FILE "--once --shards 4");
    ck_assert_str_eq(told(), "");
    report_bad();
    run_well(ROUTE TO_FILE "--once");
    has(told(), "\"edge\":\"firing\"");
    ck_assert_int_eq(run(ROUTE TO_FILE "--status -f json"), 1);
    has(child_out(&child), "\"schema\":\"driftop.route_status/1\"");
    has(child_out(&child), "\"open\":1,");
    has(child_out(&child), "{\"shard\":3,\"owner\":null}]");
    has(child_out(&child), "\"lag\":0,");
    ck_assert_int_eq(run(ROUTE TO_FILE "--status"), 1);
    has(child_out(&child), "ops (file): NO ROUTER runs for it, open 1");
    ck_assert_int_eq(run(ROUTE TO_FILE "--status -f openmetrics"), 1);
    has(child_out(&child), "# TYPE drift_route_accepted counter\n");
    has(child_out(&child), "\ndrift_route_accepted_total{destination=\"ops\"} 1\n");
    has(child_out(&child), "\ndrift_route_open_alerts{destination=\"ops\"} 1\n");
    run_well("\"$DRIFTOP\" route --help");
    ck_assert_ptr_nonnull(strstr(child_out(&child), "reports were lost, or a message became"));
}
END_TEST

START_TEST(it_runs_until_it_is_told_to_end)
{
    report_ok();
    child_start(&child, "cd %s && exec " ROUTE TO_FILE, folder);
    struct deadline deadline = deadline_in(20000);
    struct child other = {0};
    while (child_run(&other, ROUTE TO_FILE "--status") != 0) {
        ck_assert_msg(deadline_pause(&deadline), "%s", child_out(&other));
        child_free(&other);
    }
    has(child_out(&other), " has 0-7");
    has(child_out(&other), "takes what it is sent");
    child_free(&other);
    report_bad();
    wait_until_told("firing");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:7"), 0);
}
END_TEST

START_TEST(a_configuration_is_read_again_while_it_runs)
{
    scratch_write(folder, "a.conf",
                  "[destination ops]\nkind = file\ntarget = out\n"
                  "severity = degraded\nrule = 1/1/1\n");
    report_ok();
    child_start(&child, "cd %s && exec setsid \"$DRIFTOP\" route \"$R\" --config a.conf", folder);
    wait_for_lease();
    scratch_write(folder, "a.conf", "[destination ops]\nkind = fiel\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "a.conf:2: kind: \"fiel\"");
    child_expect_err(&child, "nothing has changed");
    scratch_write(folder, "a.conf",
                  "[destination ops]\nkind = file\ntarget = out\n"
                  "rule = 1/1/1\n[destination more]\nkind = file\ntarget = x\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "that takes a restart; nothing has changed");
    scratch_write(folder, "a.conf",
                  "[destination ops]\nkind = file\ntarget = out\n"
                  "severity = warn\nrule = 1/1/1\n");
    child_signal(&child, SIGHUP);
    child_expect_err(&child, "the configuration was read again\n");
    report("[{\"name\":\"f\",\"severity\":\"warn\",\"value\":0.5}]");
    wait_until_told("\"severity\":\"warn\"");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 0);
}
END_TEST

START_TEST(a_dry_run_prints_and_touches_nothing)
{
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    report_bad();
    long long keys = redis_server_integer(server, "DBSIZE");
    run_well(ROUTE "--to ops=file:out --to new=file:out --dry-run --once");
    has(child_out(&child), "ops firing: acme f degraded: ");
    redis_server_command(server, "XADD rag:telemetry:globex * ws 0 we 60 dims "
                                 "[{\"name\":\"f\",\"severity\":\"degraded\",\"value\":0.5}]");
    keys++;
    run_well(ROUTE "--to ops=file:out --to new=file:out --dry-run --once");
    has(child_out(&child), "ops firing: globex f degraded: "); /* newer than the destination */
    has_not(child_out(&child), "new firing");
    run_well(ROUTE TO_FILE "--dry-run --once -f json");
    has(child_out(&child), "{\"schema\":\"driftop.alert/1\",");
    ck_assert_int_eq(redis_server_integer(server, "DBSIZE"), keys);
    ck_assert_str_eq(told(), "");
    run_well(ROUTE TO_FILE "--once");
    has(told(), "firing");
}
END_TEST

START_TEST(once_says_by_its_status_what_did_not_arrive)
{
    report_ok();
    run_well(ROUTE "--to a='command:/bin/sh -c \"exit 75\"' --to b='command:/bin/false' --once");
    report_bad();
    ck_assert_int_eq(run(ROUTE "--to a='command:/bin/sh -c \"exit 75\"' --once --timeout 1s"), 1);
    has(child_err(&child), "a: down since ");
    ck_assert_int_eq(run(ROUTE "--to b=command:/bin/false --once"), 1);
    has(child_err(&child), "kept as a dead letter");
    ck_assert_int_eq(run(ROUTE "--to c=command:/nowhere --once"), 1);
    has(child_err(&child), "destination c: run /nowhere: No such file");
    redis_server_kill(server);
    ck_assert_int_eq(run(ROUTE TO_FILE "--once --timeout 1s --lease 1s"), 1);
    has(child_err(&child), "Redis is away: ");
    ck_assert_int_eq(run(ROUTE TO_FILE "--status -f openmetrics --timeout 1s"), 1);
    has(child_out(&child), "drift_route_up 0\n# EOF\n");
}
END_TEST

/* --- looking after it --- */

START_TEST(a_test_is_really_sent)
{
    run_well(ROUTE TO_FILE "--test ops");
    has(child_err(&child), "ops: accepted");
    has(told(), "\"test\":true");
    has(told(), "TEST, nothing is wrong");
    ck_assert_int_eq(run(ROUTE "--to ops='command:/bin/sh -c \"echo no >&2; exit 3\"' --test ops"),
                     1);
    has(child_err(&child), "driftop: ops: ");
    ck_assert_int_eq(run(ROUTE TO_FILE "--test osp"), 2);
    has(child_err(&child), "--test \"osp\": the destinations are ops; did you mean \"ops\"?");
    run_well(ROUTE "--to s=stream:alerts --test s -q");
    ck_assert_str_eq(child_err(&child), "");
    ck_assert_int_eq(redis_server_integer(server, "XLEN alerts"), 1);
}
END_TEST

#ifdef HAVE_LIBCURL
START_TEST(a_test_at_pagerduty_is_ended_behind_itself)
{
    struct http_server pager;
    const struct http_reply taken = {.status = 202};

    http_server_start(&pager, NULL, NULL);
    http_server_answer(&pager, &taken, 1);
    setenv("PAGER", pager.url, 1);
    run_well(
        "printf '[destination ops]\\nkind = pagerduty\\nsecret-env = KEY\\nseverity = degraded\\n"
        "target = %s/enqueue\\n' \"$PAGER\" >ops.conf && "
        "KEY=0123456789abcdef0123456789abcdef \"$DRIFTOP\" route \"$R\" --config ops.conf "
        "--test ops");
    ck_assert_uint_eq(http_server_count(&pager), 2);
    has(http_server_request(&pager, 0).body.data, "\"trigger\"");
    has(http_server_request(&pager, 0).body.data, "\"rule\":\"2/3/2\"");
    has(http_server_request(&pager, 1).body.data, "\"resolve\"");
    http_server_stop(&pager);
}
END_TEST
#endif

START_TEST(a_mute_is_kept_in_redis_until_its_time_is_over)
{
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    run_well("\"$DRIFTOP\" route \"$R\" --mute acme/f --for 2h --why 'new index' --utc");
    has(child_out(&child), "muted: acme/f until ");
    has(child_out(&child), " UTC (");
    has(child_out(&child), "): new index, by ");
    run_well("\"$DRIFTOP\" route \"$R\" --mute other --for 2h --why \"$(printf 'a\\033[2Jb')\"");
    has(child_out(&child), "muted: other until ");
    ck_assert_ptr_null(strchr(child_out(&child), '\033'));
    run_well("\"$DRIFTOP\" route \"$R\" --unmute other");
    redis_server_command(server, "HSET driftop:mutes old {\"until_ms\":1}");
    report_bad();
    run_well(ROUTE TO_FILE "--once");
    ck_assert_str_eq(told(), "");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"mutes\":[{\"tenant\":\"acme\",\"dimension\":\"f\",");
    run_well("\"$DRIFTOP\" route \"$R\" --mute other --for 1s");
    ck_assert_int_eq(redis_server_integer(server, "HEXISTS driftop:mutes old"), 0);
    run_well("\"$DRIFTOP\" route \"$R\" --unmute acme/f");
    ck_assert_int_eq(run("\"$DRIFTOP\" route \"$R\" --unmute acme/f"), 1);
    has(child_err(&child), "acme/f is not muted");
    report_bad();
    run_well(ROUTE TO_FILE "--once");
    has(told(), "firing");
    ck_assert_int_eq(run("\"$DRIFTOP\" route \"$R\" --mute /f --for 1h"), 2);
    ck_assert_int_eq(run("\"$DRIFTOP\" route \"$R\" --mute acme"), 2);
}
END_TEST

START_TEST(dead_letters_are_listed_sent_again_and_forgotten)
{
    report_ok();
    run_well(ROUTE "--to ops=command:/bin/false --once");
    run_well(ROUTE "--to ops=command:/bin/false --dead");
    has(child_err(&child), "there are no dead letters");
    report_bad();
    ck_assert_int_eq(run(ROUTE "--to ops=command:/bin/false --once"), 1);
    run_well(ROUTE "--to ops=command:/bin/false --dead");
    has(child_out(&child), "  firing: acme f degraded: ");
    run_well(ROUTE "--to ops=command:/bin/false --dead -f json");
    has(child_out(&child), "{\"destination\":\"ops\",\"id\":\"");
    ck_assert_int_eq(run(ROUTE "--to ops=command:/bin/false --dead --resend all"), 1);
    ck_assert_int_eq(redis_server_integer(server, "XLEN driftop:ops:dead"), 1);
    run_well(ROUTE TO_FILE "--dead --resend all");
    ck_assert_int_eq(redis_server_integer(server, "XLEN driftop:ops:dead"), 0);
    has(told(), "\"edge\":\"firing\"");
    ck_assert_int_eq(run(ROUTE TO_FILE "--dead --drop 1-1"), 1);
    has(child_err(&child), "no dead letter has the ID \"1-1\"");
}
END_TEST

START_TEST(a_dead_letter_of_what_is_over_is_not_sent_again)
{
    report_ok();
    run_well(ROUTE "--to ops=command:/bin/false --once");
    report_bad();
    ck_assert_int_eq(run(ROUTE "--to ops=command:/bin/false --once"), 1);
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    ck_assert_int_eq(run(ROUTE TO_FILE "--dead --resend all"), 1);
    has(child_err(&child), "what it tells of is not open any more; --drop forgets it");
    ck_assert_str_eq(told(), "");
    report_bad();
    run_well(ROUTE TO_FILE "--once");
    ck_assert_int_eq(run(ROUTE TO_FILE "--dead --resend all"), 1);
    report_ok();
    ck_assert_int_eq(run(ROUTE "--to ops=command:/bin/false --once"), 1);
    report_bad();
    run_well(ROUTE TO_FILE "--once");
    ck_assert_int_eq(run(ROUTE TO_FILE "--dead --resend all"), 1);
    has(child_err(&child), "the alert has opened anew since, and this would close it");
    run_well(ROUTE TO_FILE "--dead --drop all");
}
END_TEST

START_TEST(entries_that_others_hold_are_taken_over)
{
    report_bad();
    redis_server_command(server, "XGROUP CREATE rag:telemetry:acme ops 0");
    redis_server_command(server, "XREADGROUP GROUP ops somebody STREAMS rag:telemetry:acme >");
    run(ROUTE TO_FILE "--status");
    has(child_out(&child), "pending 1, held by others (--claim) 1,");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"pending\":1,\"held_by_others\":1,");
    run(ROUTE TO_FILE "--status -f openmetrics");
    has(child_out(&child), "drift_route_held{destination=\"ops\"} 1\n");
    run_well(ROUTE TO_FILE "--once");
    has(child_err(&child), "ops: rag:telemetry:acme: entries are held by somebody, which is no "
                           "router: 1; nobody judges them until --claim");
    run_well(ROUTE TO_FILE "--claim");
    has(child_out(&child), "ops: 1 entry was taken over");
    run_well(ROUTE TO_FILE "--once");
    has(told(), "firing");
    run_well(ROUTE TO_FILE "--claim");
    has(child_out(&child), "ops: 0 entries");
}
END_TEST

START_TEST(entries_that_are_no_reports_are_counted)
{
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    run(ROUTE TO_FILE "--status");
    has_not(child_out(&child), "unreadable");
    redis_server_command(server, "XADD rag:telemetry:acme * some thing");
    redis_server_command(server, "XADD rag:telemetry:acme * dims no");
    run_well(ROUTE TO_FILE "--once");
    has(child_err(&child), " is no report, and neither opens nor closes an alert: ");
    run_well(ROUTE TO_FILE "--once");
    run(ROUTE TO_FILE "--status");
    has(child_out(&child), "unreadable 2");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"unreadable\":2,");
    run(ROUTE TO_FILE "--status -f openmetrics");
    has(child_out(&child), "unreadable_total{destination=\"ops\"} 2\n");
}
END_TEST

/* Redis counts what was trimmed unread as not read for ever, and does not know how much is before a
 * group that begins within a stream. */
START_TEST(what_is_gone_or_was_there_before_is_not_behind)
{
    report_ok();
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"lag\":0,\"streams_lag_unknown\":0,");
    report_ok();
    run_well(ROUTE TO_FILE "--once");
    report_ok();
    report_ok();
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"lag\":2,\"streams_lag_unknown\":0,");
    report_bad();
    redis_server_command(server, "XTRIM rag:telemetry:acme MAXLEN 1");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"lag\":1,\"streams_lag_unknown\":0,");
    ck_assert_int_eq(run(ROUTE TO_FILE "--once"), 1);
    has(told(), "\"edge\":\"lost\"");
    run(ROUTE TO_FILE "--status -f json");
    has(child_out(&child), "\"lag\":0,\"streams_lag_unknown\":0,");
}
END_TEST

static const struct {
    const char *line;
    const char *told;
} mistakes[] = {
    {"--once --status", "--once and --status exclude each other"},
    {"--resend all", "--resend goes with --dead"},
    {"--dead --resend all --drop all", "--resend and --drop exclude each other"},
    {"--why x", "--why goes with --mute"},
    {"-f json", "--format goes with --status, --dry-run or --dead"},
    {"--dead -f openmetrics", "--format openmetrics goes with --status"},
    {"--status -f csv", "it takes text, json, openmetrics"},
};

START_TEST(what_makes_no_sense_is_refused)
{
    char line[128];

    snprintf(line, sizeof(line), ROUTE TO_FILE "%s", mistakes[_i].line);
    ck_assert_int_eq(run(line), 2);
    has(child_err(&child), mistakes[_i].told);
}
END_TEST

Suite *suite_route_command(void)
{
    Suite *suite = suite_create("route_command");
    TCase *tests = tcase_create("route_command");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_comes_is_told_and_the_status_says_who_reads);
    tcase_add_test(tests, it_runs_until_it_is_told_to_end);
    tcase_add_test(tests, a_configuration_is_read_again_while_it_runs);
    tcase_add_test(tests, a_dry_run_prints_and_touches_nothing);
    tcase_add_test(tests, once_says_by_its_status_what_did_not_arrive);
    tcase_add_test(tests, a_test_is_really_sent);
#ifdef HAVE_LIBCURL
    tcase_add_test(tests, a_test_at_pagerduty_is_ended_behind_itself);
#endif
    tcase_add_test(tests, a_mute_is_kept_in_redis_until_its_time_is_over);
    tcase_add_test(tests, dead_letters_are_listed_sent_again_and_forgotten);
    tcase_add_test(tests, a_dead_letter_of_what_is_over_is_not_sent_again);
    tcase_add_test(tests, entries_that_others_hold_are_taken_over);
    tcase_add_test(tests, entries_that_are_no_reports_are_counted);
    tcase_add_test(tests, what_is_gone_or_was_there_before_is_not_behind);
    tcase_add_loop_test(tests, what_makes_no_sense_is_refused, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
