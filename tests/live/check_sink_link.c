/* The sink and its connection: what one report costs, and what becomes of reports where the server
 * closes, goes or stops between two of them. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/suites.h"
#include "sink/sink_private.h"
#include "support/proxy.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/wait.h"

#define TENANT SLICE("acme")
#define STREAM "rag:telemetry:acme"
#define TIMEOUT_MS 300
#define REPORTS 200
#define ROUNDS 12

static struct redis_server *server;
static struct sink_options options;
static struct sink *sink;
static struct report report;
static struct error error;
static char spool[SCRATCH_SIZE];
static uv_prepare_t turns; /* closed with the sink */

static void set_up(void)
{
    server = redis_server_create(NULL);
    scratch_create(spool);
    options = sink_options_default();
    options.url = server->unix_url;
    options.timeout_ms = TIMEOUT_MS;
    options.trim.retention = 1000000;
    report_reset(&report);
    struct reading *reading = report_add(&report);
    reading->name = SLICE("faithfulness");
    reading->severity = SEVERITY_OK;
    reading->value = 0.5;
}

static void tear_down(void)
{
    sink_close(sink);
    report_free(&report);
    redis_server_free(server);
}

static enum sink_result emit(void)
{
    return sink_emit(sink, TENANT, &report, NULL, &error);
}

static void open_sink(void)
{
    sink = sink_open(&options, &error);
    ck_assert_msg(sink != NULL, "%s", error.text);
    ck_assert_int_eq(emit(), SINK_WRITTEN);
}

static void count_turn(uv_prepare_t *prepare)
{
    ++*(unsigned *)prepare->data;
}

/* The loop waits for the answer and reads it, and does nothing else. What comes in pieces, or a
 * test that was stopped meanwhile, costs a turn more. */
START_TEST(a_report_costs_one_turn_of_the_loop)
{
    unsigned count = 0;

    open_sink();
    uv_prepare_init(&sink->loop, &turns);
    turns.data = &count;
    uv_prepare_start(&turns, count_turn);
    for (unsigned i = 0; i < REPORTS; i++)
        ck_assert_int_eq(emit(), SINK_WRITTEN);
    uv_close((uv_handle_t *)&turns, NULL);
    ck_assert_uint_ge(count, REPORTS);
    ck_assert_uint_le(count, 2 * REPORTS);
}
END_TEST

/* The loop ran a moment ago, and has not seen that the connection is closed. One that worked for a
 * while may be closed without being told. */
START_TEST(a_connection_that_was_closed_meanwhile_costs_no_report)
{
    long long written = 2;

    open_sink();
    struct deadline young = deadline_in(redis_limits_default().idle_ms + 1);
    for (; deadline_left(&young) > 0; written++)
        ck_assert_int_eq(emit(), SINK_WRITTEN);
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    ck_assert_int_eq(emit(), SINK_WRITTEN);
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), written);
    ck_assert_uint_eq(sink_counts(sink).resent, 0);
    ck_assert_int_eq(sink_status(sink).breaker, BREAKER_CLOSED);
}
END_TEST

/* Whatever it says of a report that it wrote or failed to write is so. */
START_TEST(one_that_is_closed_again_and_again_loses_and_doubles_nothing)
{
    long long written = 1;

    options.spool_directory = spool;
    open_sink();
    for (unsigned i = 0; i < ROUNDS; i++) {
        for (unsigned j = 0; j <= i % 3; j++) {
            ck_assert_int_le(emit(), SINK_SPOOLED);
            written++;
        }
        redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    }
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), written);
}
END_TEST

START_TEST(a_server_that_was_killed_a_moment_ago_is_noticed)
{
    open_sink();
    ck_assert_int_eq(emit(), SINK_WRITTEN);
    redis_server_kill(server);
    ck_assert_int_eq(emit(), SINK_FAILED);
    ck_assert_str_ne(error.text, "");
    ck_assert_int_ne(sink_status(sink).breaker, BREAKER_CLOSED);
    ck_assert_int_eq(emit(), SINK_FAILED);
    redis_server_start(server);
    struct deadline deadline = deadline_in(PATIENCE_MS);
    while (emit() != SINK_WRITTEN)
        ck_assert(deadline_pause(&deadline));
}
END_TEST

START_TEST(with_a_spool_the_report_behind_a_killed_server_is_safe)
{
    options.spool_directory = spool;
    open_sink();
    redis_server_kill(server);
    ck_assert_int_eq(emit(), SINK_SPOOLED);
    ck_assert_int_eq(emit(), SINK_SPOOLED);
    redis_server_start(server);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(sink_counts(sink).written + sink_counts(sink).replayed, 3);
}
END_TEST

/* Also with a loop that ran a moment ago. What was written without an answer may be there twice. */
START_TEST(whatever_the_network_does_no_report_is_lost)
{
    struct proxy proxy;

    proxy_start(&proxy, server->socket_path);
    options.url = proxy.unix_url;
    options.spool_directory = spool;
    open_sink();
    proxy_set(&proxy, (enum proxy_fault)_i, 1);
    for (unsigned i = 0; i < ROUNDS; i++)
        ck_assert_int_le(emit(), SINK_SPOOLED);
    proxy_set(&proxy, PROXY_NONE, 1);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_int_ge(redis_server_integer(server, "XLEN " STREAM), 1 + ROUNDS);
    ck_assert_int_eq(sink_status(sink).breaker, BREAKER_CLOSED);
    proxy_stop(&proxy);
}
END_TEST

Suite *suite_sink_link(void)
{
    Suite *suite = suite_create("sink_link");
    TCase *tests = tcase_create("sink_link");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_report_costs_one_turn_of_the_loop);
    tcase_add_test(tests, a_connection_that_was_closed_meanwhile_costs_no_report);
    tcase_add_test(tests, one_that_is_closed_again_and_again_loses_and_doubles_nothing);
    tcase_add_test(tests, a_server_that_was_killed_a_moment_ago_is_noticed);
    tcase_add_test(tests, with_a_spool_the_report_behind_a_killed_server_is_safe);
    tcase_add_loop_test(tests, whatever_the_network_does_no_report_is_lost, PROXY_NONE,
                        PROXY_DOUBLE_BYTES);
    suite_add_tcase(suite, tests);
    return suite;
}
