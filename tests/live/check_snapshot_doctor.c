/* What driftop snapshot says of its Redis, what it asks for that, and how long it waits. */
#include "config.h"

#include "base/timestamp.h"
#include "headless/snapshot_doctor.h"
#include "live/producer.h"
#include "live/rights.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEY(tenant) PRODUCER_PREFIX tenant
#define LOST "\"id\":\"alerts-lost\",\"text\":\"" KEY("acme") ": "

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

static int snapshot(const char *options)
{
    child_free(&child);
    return child_run(&child, "\"$DRIFTOP\" snapshot %s %s", options, server->tcp_url);
}

/* Reports, one a second, up to now. */
static void produce_fine(const char *key, size_t count)
{
    produce_many(server, key, timestamp_now() - (int64_t)(count - 1) * 1000, 1000, count);
}

/* A group that read one entry, and most of the others were trimmed away: an error. */
static void lose_alerts(const char *key)
{
    produce_fine(key, 10);
    redis_server_command(server, "XGROUP CREATE %s route 0", key);
    redis_server_command(server, "XREADGROUP GROUP route c COUNT 1 STREAMS %s >", key);
    redis_server_command(server, "XTRIM %s MAXLEN 2", key);
}

/* One that is behind: a warning. */
static void fall_behind(const char *key)
{
    produce_fine(key, 150);
    redis_server_command(server, "XGROUP CREATE %s slow 0", key);
}

START_TEST(an_error_is_told_whatever_is_printed)
{
    lose_alerts(KEY("acme"));
    ck_assert_int_eq(snapshot("--exit-code"), 0);
    has(child_out(&child), "\nnote    " KEY("acme") ": ");
    ck_assert_str_eq(child_err(&child), "");
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), LOST);
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has(child_out(&child), "drift_notes{id=\"alerts-lost\"} 1\n");
    ck_assert_str_eq(child_err(&child), "");
    ck_assert_int_eq(snapshot("-f csv"), 0);
    has(child_err(&child), ": " KEY("acme") ": ");
}
END_TEST

START_TEST(a_warning_is_told_to_programs)
{
    fall_behind(KEY("acme"));
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "{\"id\":\"group-lag\",\"text\":\"" KEY("acme") ": ");
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has(child_out(&child), "drift_notes{id=\"group-lag\"} 1\n");
    ck_assert_int_eq(snapshot(""), 0);
    has_not(child_out(&child), "note    ");
    ck_assert_int_eq(snapshot("-f csv"), 0);
    ck_assert_str_eq(child_err(&child), "");
}
END_TEST

START_TEST(a_stream_in_health_has_no_notes)
{
    redis_server_command(server, "CONFIG SET appendonly yes");
    produce_fine(KEY("acme"), 10);
    ck_assert_int_eq(snapshot("-f json"), 0);
    has(child_out(&child), "\"notes\":[],");
}
END_TEST

START_TEST(memory_and_lag_are_metrics)
{
    char text[128];

    fall_behind(KEY("acme"));
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    long long bytes = redis_server_integer(server, "MEMORY USAGE " KEY("acme") " SAMPLES 0");
    snprintf(text, sizeof(text), "\ndrift_stream_memory_bytes{tenant=\"acme\"} %lld\n", bytes);
    has(child_out(&child), text);
    has(child_out(&child), "\ndrift_group_lag{tenant=\"acme\",group=\"slow\"} 150\n");
    /* What was deleted in the middle leaves the lag unknown. */
    redis_server_command(server, "XADD " KEY("odd") " 1-1 f v");
    redis_server_command(server, "XADD " KEY("odd") " 1-2 f v");
    redis_server_command(server, "XADD " KEY("odd") " 1-3 f v");
    redis_server_command(server, "XGROUP CREATE " KEY("odd") " g 1-1");
    redis_server_command(server, "XDEL " KEY("odd") " 1-2");
    produce_fine(KEY("odd"), 1);
    ck_assert_int_eq(snapshot("-f openmetrics"), 0);
    has(child_out(&child), "{tenant=\"odd\"} ");
    has_not(child_out(&child), "group=\"g\"");
}
END_TEST

/* --- what is asked --- */

/* Returns true when the server was asked for what a stream takes. */
static bool was_examined(void)
{
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    bool examined = strstr(stats->str, "cmdstat_memory|usage:") != NULL;

    freeReplyObject(stats);
    return examined;
}

static const char *const left_out[] = {
    "--no-doctor",
    "--now 2026-11-20T12:00:00Z",
    "--until now-1m",
    "--since now-30m -w 10m",
};

START_TEST(it_is_left_out_where_that_was_asked_for_and_of_another_time)
{
    char options[64];

    lose_alerts(KEY("acme"));
    snprintf(options, sizeof(options), "-f openmetrics %s", left_out[_i]);
    snapshot(options);
    has_not(child_out(&child), "alerts-lost");
    has_not(child_out(&child), "not_examined");
    has_not(child_out(&child), "drift_group_lag{");
    ck_assert(!was_examined());
    ck_assert_int_eq(snapshot("-f openmetrics --until now"), 0);
    ck_assert(was_examined());
}
END_TEST

START_TEST(a_configuration_may_leave_it_out)
{
    lose_alerts(KEY("acme"));
    child_free(&child);
    ck_assert_int_eq(child_run(&child,
                               "echo 'no-doctor = yes' >c\n"
                               "\"$DRIFTOP\" snapshot -f json --config c %s",
                               server->tcp_url),
                     0);
    has_not(child_out(&child), "alerts-lost");
    ck_assert(!was_examined());
}
END_TEST

/* It asks for the streams that are shown, and does not search. */
START_TEST(only_the_tenants_that_are_shown_are_examined)
{
    lose_alerts(KEY("acme"));
    lose_alerts(KEY("other"));
    ck_assert_int_eq(snapshot("-f json -t acme"), 0);
    has(child_out(&child), LOST);
    has_not(child_out(&child), KEY("other"));
}
END_TEST

/* --- rights --- */

#define OLD_RIGHTS                                                                                 \
    "ACL SETUSER old on >pw resetkeys %%R~rag:telemetry:* resetchannels nocommands "               \
    "+client|setname +select +ping +info +scan +type +xlen +xrange +xrevrange +xread "             \
    "+xinfo|stream"

static int snapshot_as(const char *who)
{
    child_free(&child);
    return child_run(&child, "\"$DRIFTOP\" snapshot -f openmetrics redis://%s:pw@127.0.0.1:%d/0",
                     who, server->port);
}

/* Returns how many commands were refused to anybody. */
static long long refusals(void)
{
    redisReply *log = redis_server_query(server, "ACL LOG 100");
    long long count = 0;

    for (size_t i = 0; i < log->elements; i++)
        count += log->element[i]->element[1]->integer;
    freeReplyObject(log);
    return count;
}

START_TEST(a_user_of_before_is_refused_one_command)
{
    redis_server_command(server, OLD_RIGHTS);
    produce_fine(KEY("acme"), 10);
    ck_assert_int_eq(snapshot_as("old"), 0);
    has_not(child_out(&child), "drift_stream_memory_bytes{");
    has_not(child_out(&child), "not_examined");
    ck_assert_int_eq(refusals(), 1);
}
END_TEST

/* The source is refused something already, and says so. */
START_TEST(who_lacks_more_is_refused_nothing_more)
{
    redis_server_command(server, OLD_RIGHTS);
    redis_server_command(server, "ACL SETUSER old -info");
    produce_fine(KEY("acme"), 10);
    ck_assert_int_eq(snapshot_as("old"), 0);
    has(child_out(&child), "drift_notes{id=\"not_permitted\"} 1\n");
    long long with = refusals();
    child_free(&child);
    child_run(&child, "\"$DRIFTOP\" snapshot --no-doctor redis://old:pw@127.0.0.1:%d/0",
              server->port);
    ck_assert_int_eq(refusals(), 2 * with);
}
END_TEST

START_TEST(a_user_of_today_is_refused_nothing)
{
    struct string_list words = {0};

    rights_make("reader", server->tcp_url, &words);
    rights_grant(server, &words);
    fall_behind(KEY("acme"));
    ck_assert_int_eq(snapshot_as("dash"), 0);
    has(child_out(&child), "drift_stream_memory_bytes{tenant=\"acme\"} ");
    has(child_out(&child), "drift_group_lag{tenant=\"acme\",group=\"slow\"} 150\n");
    ck_assert_int_eq(refusals(), 0);
    string_list_free(&words);
}
END_TEST

/* --- a server that answers the look, and no more --- */

/* Returns a listener that answers nobody, and its port. */
static int listen_to_nobody(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_ge(listener, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 8), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return listener;
}

/* Asks a server after a look that is over; returns how long that took. */
static int64_t ask(struct snapshot_doctor *doctor, int port, int64_t took_ms, bool partly)
{
    static const char *namespaces[] = {"rag:telemetry"};
    static const char *templates[] = {"{ns}:{tenant}"};
    char source[48];
    struct fleet fleet = {0};
    const struct options options = {.source = source,
                                    .namespaces = {namespaces, 1},
                                    .keys = {templates, 1},
                                    .window_ms = 3600000,
                                    .timeout_ms = 60000};
    const struct look look = {
        .options = &options, .fleet = &fleet, .took_ms = took_ms, .partly = partly};

    snprintf(source, sizeof(source), "redis://127.0.0.1:%d", port);
    int64_t began_ms = timestamp_monotonic();
    snapshot_doctor_ask(doctor, &look);
    return timestamp_monotonic() - began_ms;
}

START_TEST(it_is_waited_for_as_long_as_the_look_took)
{
    struct snapshot_doctor doctor = {0};
    int port;
    int listener = listen_to_nobody(&port);

    ck_assert_int_lt(ask(&doctor, port, 10, false), 1500);
    ck_assert_ptr_null(doctor.examination);
    ck_assert_int_ne(doctor.trouble.class, ERROR_NONE);
    snapshot_doctor_free(&doctor);
    ck_assert_int_ge(ask(&doctor, port, 3000, false), 1400);
    snapshot_doctor_free(&doctor);
    ck_assert_int_lt(ask(&doctor, port, 30000, true), 1500);
    snapshot_doctor_free(&doctor);
    close(listener);
}
END_TEST

START_TEST(a_server_that_is_gone_is_not_waited_for)
{
    struct snapshot_doctor doctor = {0};
    int port;

    close(listen_to_nobody(&port));
    ck_assert_int_lt(ask(&doctor, port, 10, false), 1500);
    ck_assert_int_ne(doctor.trouble.class, ERROR_NONE);
    has(doctor.trouble.text, "refused");
    snapshot_doctor_free(&doctor);
}
END_TEST

Suite *suite_snapshot_doctor(void)
{
    Suite *suite = suite_create("snapshot_doctor");
    TCase *tests = tcase_create("snapshot_doctor");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_error_is_told_whatever_is_printed);
    tcase_add_test(tests, a_warning_is_told_to_programs);
    tcase_add_test(tests, a_stream_in_health_has_no_notes);
    tcase_add_test(tests, memory_and_lag_are_metrics);
    tcase_add_loop_test(tests, it_is_left_out_where_that_was_asked_for_and_of_another_time, 0,
                        (int)(sizeof(left_out) / sizeof(left_out[0])));
    tcase_add_test(tests, a_configuration_may_leave_it_out);
    tcase_add_test(tests, only_the_tenants_that_are_shown_are_examined);
    tcase_add_test(tests, a_user_of_before_is_refused_one_command);
    tcase_add_test(tests, who_lacks_more_is_refused_nothing_more);
    tcase_add_test(tests, a_user_of_today_is_refused_nothing);
    tcase_add_test(tests, it_is_waited_for_as_long_as_the_look_took);
    tcase_add_test(tests, a_server_that_is_gone_is_not_waited_for);
    suite_add_tcase(suite, tests);
    return suite;
}
