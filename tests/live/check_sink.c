/* The sink's C interface: what a service that reports can rely on. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/suites.h"
#include "sink/sink.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TENANT SLICE("acme")
#define STREAM "rag:telemetry:acme"
#define TIMEOUT_MS 300
#define HANGING_MS                                                                                 \
    2000 /* the timeout where the server hangs: nobody who does not wait takes so long */

/* What the sink told. */
struct told {
    unsigned written;
    unsigned spooled;
    unsigned refused;
    unsigned failed;
    uint64_t last_token;
    bool in_order;
    char line[512];
    unsigned changes; /* of the status */
};

static struct redis_server *server;
static struct sink_options options;
static struct report report;
static struct told told;
static struct error error;
static char spool[SCRATCH_SIZE];

static void on_outcome(void *context, const struct sink_outcome *outcome)
{
    struct told *all = context;

    switch (outcome->result) {
    case SINK_WRITTEN:
        all->written++;
        all->in_order &= outcome->token > all->last_token;
        all->last_token = outcome->token;
        ck_assert_str_eq(outcome->reason, "");
        break;
    case SINK_SPOOLED:
        all->spooled++;
        break;
    case SINK_REFUSED:
        all->refused++;
        break;
    case SINK_FAILED:
        all->failed++;
        break;
    }
    if (outcome->line.size > 0)
        snprintf(all->line, sizeof(all->line), "%.*s", (int)outcome->line.size, outcome->line.data);
}

static unsigned flaws;

static void on_flaw(void *context, const char *text)
{
    (void)context;
    (void)text;
    flaws++;
}

static void on_status(void *context, const struct sink_status *status)
{
    struct told *all = context;

    (void)status;
    all->changes++;
}

static void set_up(void)
{
    server = redis_server_create(NULL);
    told = (struct told){.in_order = true};
    options = sink_options_default();
    options.url = server->unix_url;
    options.timeout_ms = TIMEOUT_MS;
    options.on_outcome = on_outcome;
    options.on_status = on_status;
    options.on_flaw = on_flaw;
    options.context = &told;
    scratch_create(spool);
    report_reset(&report);
    report.window_start = SLICE("2026-11-22T13:00:00+00:00");
    struct reading *reading = report_add(&report);
    reading->name = SLICE("faithfulness");
    reading->severity = SEVERITY_OK;
    reading->value = 0.5;
}

static void tear_down(void)
{
    report_free(&report);
    redis_server_free(server);
}

static struct sink *open_sink(void)
{
    struct sink *sink = sink_open(&options, &error);

    ck_assert_msg(sink != NULL, "%s", error.text);
    return sink;
}

START_TEST(emit_answers_with_the_stream_id)
{
    struct sink *sink = open_sink();
    struct stream_id first, second;

    ck_assert_int_eq(sink_emit(sink, TENANT, &report, &first, &error), SINK_WRITTEN);
    ck_assert_int_eq(sink_emit(sink, TENANT, &report, &second, &error), SINK_WRITTEN);
    ck_assert_int_lt(stream_id_compare(first, second), 0);
    ck_assert_int_eq(error.class, ERROR_NONE);
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), 2);
    ck_assert_uint_eq(sink_counts(sink).written, 2);
    ck_assert_uint_eq(told.written, 0);
    sink_close(sink);
}
END_TEST

START_TEST(emit_tells_why_a_report_is_refused)
{
    struct sink *sink = open_sink();

    redis_server_command(server, "SET " STREAM " x");
    ck_assert_int_eq(sink_emit(sink, TENANT, &report, NULL, &error), SINK_REFUSED);
    ck_assert_int_eq(strncmp(error.text, "WRONGTYPE", 9), 0);
    ck_assert_int_eq(sink_emit(sink, SLICE("other"), &report, NULL, &error), SINK_WRITTEN);
    sink_close(sink);

    options.max_bytes = 100;
    sink = open_sink();
    ck_assert_int_eq(sink_emit(sink, SLICE("other"), &report, NULL, &error), SINK_REFUSED);
    ck_assert_ptr_nonnull(strstr(error.text, "at most 100 are allowed"));
    sink_close(sink);
}
END_TEST

static enum sink_result emit(struct sink *sink)
{
    return sink_emit(sink, TENANT, &report, NULL, &error);
}

/* Emits without waiting for the server until the timeout. */
static enum sink_result emit_at_once(struct sink *sink)
{
    int64_t start_ms = timestamp_monotonic();
    enum sink_result result = emit(sink);

    ck_assert_int_lt(timestamp_monotonic() - start_ms, options.timeout_ms);
    return result;
}

START_TEST(a_server_that_hangs_does_not_hold_the_service_up)
{
    options.timeout_ms = HANGING_MS;
    struct sink *sink = open_sink();

    ck_assert_int_eq(emit(sink), SINK_WRITTEN);
    redis_server_freeze(server);
    ck_assert_int_eq(emit(sink), SINK_FAILED);
    ck_assert_str_ne(error.text, "");
    /* Once it is known to be away nobody waits for it. */
    struct deadline deadline = deadline_in(PATIENCE_MS);
    while (sink_status(sink).breaker == BREAKER_CLOSED && deadline_left(&deadline) > 0)
        sink_poll(sink, NULL, 0, 10);
    ck_assert_int_eq(emit_at_once(sink), SINK_FAILED);
    redis_server_thaw(server);
    while (emit(sink) != SINK_WRITTEN)
        ck_assert(deadline_pause(&deadline));
    sink_close(sink);
}
END_TEST

START_TEST(with_a_spool_a_report_is_safe_when_the_server_hangs)
{
    options.timeout_ms = HANGING_MS;
    options.spool_directory = spool;
    struct sink *sink = open_sink();

    ck_assert_int_eq(emit(sink), SINK_WRITTEN);
    redis_server_freeze(server);
    ck_assert_int_eq(emit(sink), SINK_SPOOLED);
    struct deadline deadline = deadline_in(PATIENCE_MS);
    while (sink_status(sink).breaker == BREAKER_CLOSED && deadline_left(&deadline) > 0)
        sink_poll(sink, NULL, 0, 10);
    ck_assert_int_eq(emit_at_once(sink), SINK_SPOOLED);
    redis_server_thaw(server);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(told.written, 2); /* their later outcomes */
    ck_assert_uint_eq(sink_spool_counts(sink).records, 0);
    sink_close(sink);
}
END_TEST

START_TEST(without_a_server_a_report_is_spooled_at_once)
{
    options.url = "unix:///nowhere/at/all";
    options.timeout_ms = MS_PER_HOUR;
    options.spool_directory = spool;
    struct sink *sink = open_sink();

    ck_assert_int_eq(emit(sink), SINK_SPOOLED);
    ck_assert_int_eq(emit(sink), SINK_SPOOLED);
    ck_assert_uint_eq(sink_spool_counts(sink).records, 2);
    ck_assert_int_eq(sink_status(sink).breaker, BREAKER_OPEN);
    ck_assert_int_gt(sink_status(sink).retry_in_ms + 1, 0);
    ck_assert_uint_ge(told.changes, 1);
    sink_close(sink);

    options.url = server->unix_url;
    sink = open_sink();
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(sink_counts(sink).replayed, 2);
    ck_assert_uint_eq(sink_counts(sink).written, 0);
    sink_close(sink);
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), 2);
}
END_TEST

/* Hands in as many as there is room for, from token 1 on. */
static uint64_t submit_all(struct sink *sink, uint64_t limit)
{
    uint64_t token = 0;

    while (token < limit && sink_submit(sink, TENANT, &report, token + 1))
        token++;
    return token;
}

START_TEST(room_is_bounded_and_outcomes_come_in_order)
{
    struct sink *sink = open_sink();
    uint64_t taken = submit_all(sink, 1000000);

    ck_assert_uint_ge(taken, 100);
    ck_assert_uint_le(taken, 10000);
    ck_assert_uint_eq(sink_pending(sink), taken);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(told.written, taken);
    ck_assert_uint_eq(told.last_token, taken);
    ck_assert(told.in_order);
    ck_assert(sink_submit(sink, TENANT, &report, taken + 1));
    sink_close(sink);
}
END_TEST

START_TEST(what_is_left_at_the_end_is_told_with_its_report)
{
    options.url = "unix:///nowhere/at/all";
    struct sink *sink = open_sink();

    ck_assert_uint_eq(submit_all(sink, 3), 3);
    ck_assert(!sink_flush(sink, 100));
    sink_stop(sink);
    ck_assert_uint_eq(told.failed, 3);
    ck_assert_uint_eq(sink_counts(sink).failed, 3);
    ck_assert_ptr_nonnull(strstr(told.line, "\"tenant\":\"acme\""));
    ck_assert_ptr_nonnull(strstr(told.line, "\"value\":0.5"));
    sink_close(sink);
}
END_TEST

START_TEST(what_is_under_way_at_the_end_goes_to_the_spool)
{
    options.spool_directory = spool;
    struct sink *sink = open_sink();

    redis_server_freeze(server);
    ck_assert_uint_eq(submit_all(sink, 5), 5);
    sink_close(sink);
    ck_assert_uint_eq(told.spooled, 5);
    redis_server_thaw(server);
    sink = open_sink();
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(sink_counts(sink).replayed, 5);
    sink_close(sink);
}
END_TEST

static void remove_spool(void)
{
    char command[SCRATCH_SIZE + 16];

    snprintf(command, sizeof(command), "rm -rf %s", spool);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(what_is_in_memory_outlives_the_directory_of_the_spool)
{
    options.spool_directory = spool;
    redis_server_kill(server);
    struct sink *sink = open_sink();
    struct deadline deadline = deadline_in(PATIENCE_MS);

    ck_assert_uint_eq(submit_all(sink, 5), 5);
    while (told.spooled < 5 && deadline_left(&deadline) > 0)
        sink_poll(sink, NULL, 0, 10);
    remove_spool();
    ck_assert(sink_submit(sink, TENANT, &report, 6));
    ck_assert_uint_eq(told.spooled, 6);
    ck_assert_uint_eq(sink_spool_counts(sink).records, 6);
    ck_assert_uint_eq(sink_counts(sink).lost, 0);
    sink_close(sink);
    redis_server_start(server);
    sink = open_sink();
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(sink_counts(sink).replayed, 6);
    ck_assert(told.in_order);
    ck_assert_uint_eq(flaws, 0);
    sink_close(sink);
}
END_TEST

START_TEST(a_record_of_another_version_is_damage_and_told_once)
{
    struct spool_counts counts;

    options.spool_directory = spool;
    struct spool *writer =
        spool_open(&(struct spool_options){.directory = spool, .max_bytes = 1 << 20}, &error);
    ck_assert_ptr_nonnull(writer);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(spool_store(writer, SLICE("of another version"), NULL, &error),
                         SPOOL_STORED);
    spool_close(writer);
    for (unsigned run = 0; run < 2; run++) {
        struct sink *sink = open_sink();
        struct deadline deadline = deadline_in(PATIENCE_MS);
        do {
            sink_poll(sink, NULL, 0, 10);
            counts = sink_spool_counts(sink);
        } while (counts.records > 0 && deadline_left(&deadline) > 0);
        ck_assert_uint_eq(counts.records, 0);
        sink_close(sink);
        ck_assert_uint_eq(flaws, 1);
    }
}
END_TEST

/* Takes a report whose value is the number of those before it. */
static bool take_number(void *context, const struct report *read, const struct error *unreadable)
{
    double *number = context;

    ck_assert_ptr_null(unreadable);
    ck_assert_msg(read->readings[0].value == *number, "%g stands where %g should",
                  read->readings[0].value, *number);
    *number += 1;
    return true;
}

static void submit_number(struct sink *sink, int number)
{
    report.readings[0].value = number;
    ck_assert(sink_submit(sink, TENANT, &report, (uint64_t)number));
}

START_TEST(new_reports_stay_behind_those_in_the_spool)
{
    double number = 0;

    options.url = "unix:///nowhere/at/all";
    options.spool_directory = spool;
    struct sink *sink = open_sink();
    sink_emit(sink, TENANT, &report, NULL, &error);
    ck_assert_int_eq(sink_status(sink).breaker, BREAKER_OPEN);
    sink_close(sink);

    sink = open_sink();
    for (int i = 0; i < 1500; i++)
        submit_number(sink, i);
    sink_close(sink);
    options.url = server->unix_url;
    sink = open_sink();
    for (int i = 1500; i < 1600; i++)
        submit_number(sink, i);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    sink_close(sink);

    sink = open_sink();
    struct time_range always = {0, INT64_MAX};
    redis_server_command(server, "XTRIM " STREAM " MAXLEN = 1600"); /* without the first */
    ck_assert(sink_window(sink, TENANT, always, take_number, &number, &error));
    ck_assert(number == 1600);
    sink_close(sink);
}
END_TEST

START_TEST(a_copy_that_redis_took_without_an_answer_is_written_and_not_refused)
{
    options.keep_ids = true;
    struct sink *sink = open_sink();
    struct deadline deadline = deadline_in(PATIENCE_MS);

    report.id = (struct stream_id){1000, 0};
    ck_assert_int_eq(sink_emit(sink, TENANT, &report, NULL, &error), SINK_WRITTEN);
    redis_server_freeze(server);
    report.id = (struct stream_id){2000, 0};
    ck_assert(sink_submit(sink, TENANT, &report, 1));
    while (sink_status(sink).breaker == BREAKER_CLOSED && deadline_left(&deadline) > 0)
        sink_poll(sink, NULL, 0, deadline_left(&deadline));
    /* Now the server takes what waits in its socket, and answers into nowhere. */
    redis_server_thaw(server);
    ck_assert(sink_flush(sink, PATIENCE_MS));
    ck_assert_uint_eq(told.refused, 0);
    ck_assert_uint_eq(told.written, 1);
    ck_assert_int_eq(redis_server_integer(server, "XLEN " STREAM), 2);
    ck_assert_uint_ge(sink_counts(sink).resent, 1);
    sink_close(sink);
}
END_TEST

START_TEST(poll_wakes_for_descriptors_of_the_caller)
{
    struct sink *sink = open_sink();
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    struct pollfd wait = {.fd = ends[0], .events = POLLIN};
    ck_assert_int_eq(sink_emit(sink, TENANT, &report, NULL, &error), SINK_WRITTEN);
    ck_assert_int_eq(sink_poll(sink, &wait, 1, 0), 0);
    ck_assert_int_eq(wait.revents, 0);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert_int_eq(sink_poll(sink, &wait, 1, 10000), 1);
    ck_assert_int_eq(wait.revents, POLLIN);
    close(ends[0]);
    close(ends[1]);
    sink_close(sink);
}
END_TEST

START_TEST(latest_is_the_newest_report)
{
    struct sink *sink = open_sink();
    struct report found = {0};

    ck_assert(!sink_latest(sink, TENANT, &found, &error));
    ck_assert_int_eq(error.class, ERROR_NONE);
    sink_emit(sink, TENANT, &report, NULL, &error);
    report.readings[0].value = 0.25;
    sink_emit(sink, TENANT, &report, NULL, &error);
    ck_assert(sink_latest(sink, TENANT, &found, &error));
    ck_assert(found.readings[0].value == 0.25);
    ck_assert(slice_is(found.readings[0].name, "faithfulness"));
    redis_server_command(server, "XADD " STREAM " * dims nonsense");
    ck_assert(!sink_latest(sink, TENANT, &found, &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    redis_server_command(server, "SET rag:telemetry:wrong x");
    ck_assert(!sink_latest(sink, SLICE("wrong"), &found, &error));
    ck_assert_int_eq(strncmp(error.text, "WRONGTYPE", 9), 0);
    redis_server_freeze(server);
    ck_assert(!sink_latest(sink, TENANT, &found, &error));
    ck_assert_int_ne(error.class, ERROR_NONE);
    redis_server_thaw(server);
    report_free(&found);
    sink_close(sink);
}
END_TEST

/* What a window held. */
struct window {
    size_t reports;
    size_t unreadable;
    size_t enough;
    struct stream_id last;
};

static bool take(void *context, const struct report *read, const struct error *unreadable)
{
    struct window *window = context;

    ck_assert_int_gt(stream_id_compare(read->id, window->last), 0);
    window->last = read->id;
    window->unreadable += unreadable != NULL;
    return ++window->reports != window->enough;
}

START_TEST(a_window_is_read_page_by_page)
{
    struct sink *sink = open_sink();
    struct window window = {0};

    for (int i = 1; i <= 1234; i++)
        redis_server_command(server, "XADD " STREAM " %d-0 dims %s", 1000 * i,
                             i % 100 == 0 ? "?" : "[]");
    ck_assert(sink_window(sink, TENANT, (struct time_range){0, INT64_MAX}, take, &window, &error));
    ck_assert_uint_eq(window.reports, 1234);
    ck_assert_uint_eq(window.unreadable, 12);
    window = (struct window){0};
    ck_assert(sink_window(sink, TENANT, (struct time_range){2000, 4000}, take, &window, &error));
    ck_assert_uint_eq(window.reports, 2);
    window = (struct window){.enough = 700};
    ck_assert(sink_window(sink, TENANT, (struct time_range){0, INT64_MAX}, take, &window, &error));
    ck_assert_uint_eq(window.reports, 700);
    window = (struct window){0};
    ck_assert(sink_window(sink, TENANT, (struct time_range){5, 5}, take, &window, &error));
    ck_assert_uint_eq(window.reports, 0);
    sink_close(sink);
}
END_TEST

START_TEST(wrong_options_are_told)
{
    options.url = "http://nowhere";
    ck_assert_ptr_null(sink_open(&options, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    options.url = server->unix_url;
    options.key_template = "{tenant";
    ck_assert_ptr_null(sink_open(&options, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    options.key_template = "{ns}:{tenant}";
    options.spool_directory = "/nowhere/at/all";
    ck_assert_ptr_null(sink_open(&options, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "/nowhere/at/all"));
    options.spool_directory = spool;
    struct sink *sink = open_sink();
    ck_assert_ptr_null(sink_open(&options, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    sink_close(sink);
    sink_close(NULL);
}
END_TEST

Suite *suite_sink(void)
{
    Suite *suite = suite_create("sink");
    TCase *tests = tcase_create("sink");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, emit_answers_with_the_stream_id);
    tcase_add_test(tests, emit_tells_why_a_report_is_refused);
    tcase_add_test(tests, a_server_that_hangs_does_not_hold_the_service_up);
    tcase_add_test(tests, with_a_spool_a_report_is_safe_when_the_server_hangs);
    tcase_add_test(tests, without_a_server_a_report_is_spooled_at_once);
    tcase_add_test(tests, room_is_bounded_and_outcomes_come_in_order);
    tcase_add_test(tests, what_is_left_at_the_end_is_told_with_its_report);
    tcase_add_test(tests, what_is_under_way_at_the_end_goes_to_the_spool);
    tcase_add_test(tests, what_is_in_memory_outlives_the_directory_of_the_spool);
    tcase_add_test(tests, a_record_of_another_version_is_damage_and_told_once);
    tcase_add_test(tests, new_reports_stay_behind_those_in_the_spool);
    tcase_add_test(tests, a_copy_that_redis_took_without_an_answer_is_written_and_not_refused);
    tcase_add_test(tests, poll_wakes_for_descriptors_of_the_caller);
    tcase_add_test(tests, latest_is_the_newest_report);
    tcase_add_test(tests, a_window_is_read_page_by_page);
    tcase_add_test(tests, wrong_options_are_told);
    suite_add_tcase(suite, tests);
    return suite;
}
