/* Writing: one report after the other against a bare XADD, many at once against redis-py, and the
 * memory that a large spool takes. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "support/child.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"
#include "sink/sink.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SINGLE 5000
#define BULK 20000
#define RUNS 5
#define SPOOLED 1000000

/* A Python that has redis-py, or false. */
#define PYTHON                                                                                     \
    "for python in python3 /usr/bin/python3; do $python -c 'import redis' 2>/dev/null && break; "  \
    "python=false; done; "

/* What the sink sends, formatted beforehand. */
static void fill_report(struct report *report, size_t number)
{
    report_reset(report);
    report->window_start = SLICE("2026-11-22T13:00:00+00:00");
    report->window_end = SLICE("2026-11-22T13:01:00+00:00");
    for (size_t i = 0; i < BENCH_DIMENSIONS; i++) {
        struct reading *reading = report_add(report);
        reading->name = SLICE("ResponseQuality.faithfulness");
        reading->severity = SEVERITY_OK;
        reading->value = 0.8 + (double)(number % 1000) / 7919;
        reading->baseline = 0.8;
        reading->z = -1.25 + (double)(number % 100) / 997;
        reading->sample_count = 300;
    }
}

static double emit_one_by_one(const struct redis_server *server)
{
    struct sink_options options = sink_options_default();
    struct report report = {0};
    struct error error;

    options.url = server->unix_url;
    struct sink *sink = sink_open(&options, &error);
    if (sink == NULL)
        die("%s", error.text);
    fill_report(&report, 0);
    sink_emit(sink, SLICE("warm"), &report, NULL, &error);
    int64_t start = wait_clock_us();
    for (size_t i = 0; i < SINGLE; i++) {
        fill_report(&report, i);
        if (sink_emit(sink, SLICE("one"), &report, NULL, &error) != SINK_WRITTEN)
            die("%s", error.text);
    }
    double elapsed = bench_ms_since(start);
    sink_close(sink);
    report_free(&report);
    return elapsed / SINGLE * 1000;
}

/* The same entries with nothing around them. */
static double add_one_by_one(struct redis_server *server)
{
    redisReply *entry = redis_server_query(server, "XREVRANGE rag:telemetry:one + - COUNT 1");
    const char *dims = entry->element[0]->element[1]->element[9]->str;
    redisContext *connection = redis_server_connect(server);
    int64_t start = wait_clock_us();

    for (size_t i = 0; i < SINGLE; i++) {
        redisReply *reply = redisCommand(
            connection, "XADD bare MAXLEN ~ 15000 * ws %s we %s degraded %s warned %s dims %s",
            "2026-11-22T13:00:00+00:00", "2026-11-22T13:01:00+00:00", "", "", dims);
        if (reply == NULL || reply->type != REDIS_REPLY_STRING)
            die("XADD failed");
        freeReplyObject(reply);
    }
    double elapsed = bench_ms_since(start);
    redisFree(connection);
    freeReplyObject(entry);
    return elapsed / SINGLE * 1000;
}

/* Returns what the Python sink takes, in milliseconds; 0 where there is no redis-py. */
static double ask_python(const struct redis_server *server, const char *action, const char *rest)
{
    struct child child;
    double elapsed = 0;

    if (child_run(&child, PYTHON "$python \"$TESTS_DIR/bench/bench_sink.py\" %s %s %s", action,
                  server->socket_path, rest) == 0)
        elapsed = strtod(child_out(&child), NULL);
    child_free(&child);
    return elapsed;
}

static void measure_single(struct redis_server *server, const char *path)
{
    double ours[RUNS], bare[RUNS];
    char rest[128];

    for (size_t i = 0; i < RUNS; i++) {
        ours[i] = emit_one_by_one(server);
        bare[i] = add_one_by_one(server);
    }
    struct figure figure = {.what = "emit one report of 7 dimensions and wait for its ID",
                            .value = bench_percentile(ours, RUNS, 50),
                            .unit = "us",
                            .budget_ratio = 1.1,
                            .yardstick = "a bare XADD of the same fields with hiredis",
                            .yardstick_value = bench_percentile(bare, RUNS, 50)};
    bench_print(&figure);
    snprintf(rest, sizeof(rest), "%s %d", path, SINGLE);
    figure.yardstick_value = ask_python(server, "single", rest) / SINGLE * 1000;
    figure.yardstick = "redis-py doing the same";
    figure.budget_ratio = 0;
    if (figure.yardstick_value > 0)
        bench_print(&figure);
}

static double emit_in_bulk(const struct redis_server *server, const char *path)
{
    struct child child;
    int64_t start = wait_clock_us();

    if (child_run(&child, "exec \"$DRIFTOP\" emit -q %s %s", server->unix_url, path) != 0)
        die("emit failed: %s", child_err(&child));
    double elapsed = bench_ms_since(start);
    child_free(&child);
    return elapsed;
}

static void measure_bulk(struct redis_server *server, const char *path)
{
    double ours[RUNS], python[RUNS];

    for (size_t i = 0; i < RUNS; i++) {
        ours[i] = emit_in_bulk(server, path);
        python[i] = ask_python(server, "bulk", path);
    }
    struct figure figure = {.what = "driftop emit of 20,000 reports of 7 dimensions",
                            .value = bench_percentile(ours, RUNS, 50),
                            .unit = "ms",
                            .yardstick_value = bench_percentile(python, RUNS, 50)};
    if (figure.yardstick_value > 0) {
        figure.yardstick = "redis-py's pipeline, without the start of Python";
        figure.budget_ratio = 1.0 / 4;
    }
    bench_print(&figure);
}

/* Returns the largest resident memory of an emit that spools so many reports, in MiB. */
static double spool_memory(long reports)
{
    struct deadline deadline = deadline_in(10 * MS_PER_MINUTE);
    struct child child;
    char path[SCRATCH_SIZE + 8];

    child_start(&child,
                "mkfifo in; { yes '{\"ws\":\"2026-11-22T13:00:00\",\"we\":\"2026-11-22T13:01:00\","
                "\"dims\":[{\"name\":\"a\",\"severity\":\"ok\",\"value\":0.5}]}' |"
                "head -%ld; touch done; } >in & exec \"$DRIFTOP\" emit -q --timeout 1h --spool s "
                "--spool-max 4GiB unix:///nowhere/at/all <in",
                reports);
    snprintf(path, sizeof(path), "%s/done", child.directory);
    while (access(path, F_OK) != 0) {
        if (!deadline_pause(&deadline))
            die("emit does not read on: %s", child_err(&child));
    }
    double mebibytes = (double)bench_peak_kib(child.pid) / 1024;
    child_signal(&child, SIGKILL);
    child_wait(&child);
    child_free(&child);
    return mebibytes;
}

static void measure_spool(void)
{
    bench_print(&(struct figure){.what = "peak memory while spooling 1,000,000 reports",
                                 .value = spool_memory(SPOOLED),
                                 .unit = "MiB",
                                 .budget = 16,
                                 .yardstick = "spooling 1,000",
                                 .yardstick_value = spool_memory(1000)});
}

void bench_emit(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, BULK, MS_PER_SECOND, MS_PER_SECOND);
    struct child child;
    char path[SCRATCH_SIZE + 8];

    bench_fill(server, &stream, 1);
    if (child_run(&child, "\"$DRIFTOP\" export -w 24h %s >lines", server->unix_url) != 0)
        die("export failed: %s", child_err(&child));
    snprintf(path, sizeof(path), "%s/lines", child.directory);
    measure_single(server, path);
    measure_bulk(server, path);
    measure_spool();
    child_free(&child);
    redis_server_free(server);
}
