/* A long window of one tenant, against draining the same bytes from the socket. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_source.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <stdio.h>

#define REPORTS 20000
#define PAGE 500 /* what the source asks for at once */
#define RUNS 5

static double drain(const struct redis_server *server, const struct bench_stream *stream,
                    size_t *bytes)
{
    struct buffer commands = {0};

    for (size_t end = stream->reports; end > 0; end -= PAGE) {
        int64_t last = stream->start_ms + (int64_t)(end - 1) * stream->interval_ms;

        bench_command(&commands, "XREVRANGE %s %lld-0 %lld-0 COUNT %d", stream->key,
                      (long long)last, (long long)stream->start_ms, PAGE);
    }
    double elapsed = bench_drain(server, &commands, bytes);
    buffer_free(&commands);
    return elapsed;
}

static double load(const struct redis_server *server, const struct bench_stream *stream,
                   double *longest_turn_ms)
{
    struct bench_source bench;

    bench_source_open(&bench, server->unix_url);
    bench_source_discover(&bench);
    int64_t start = wait_clock_us();
    struct tenant *tenant = bench_source_load(&bench, "tenant-0000", stream->start_ms);
    double elapsed = bench_ms_since(start);
    if (history_rows(&tenant->history) != REPORTS)
        die("%zu reports were loaded", history_rows(&tenant->history));
    *longest_turn_ms = bench.longest_turn_ms;
    bench_source_close(&bench);
    return elapsed;
}

void bench_load(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, REPORTS, 4 * MS_PER_SECOND, MS_PER_SECOND);
    double loads[RUNS], drains[RUNS], turns[RUNS];
    char yardstick[64];
    size_t bytes;

    bench_fill(server, &stream, 1);
    for (size_t i = 0; i < RUNS; i++) {
        drains[i] = drain(server, &stream, &bytes);
        loads[i] = load(server, &stream, &turns[i]);
    }
    snprintf(yardstick, sizeof(yardstick), "draining the same %.1f MB", (double)bytes / 1e6);
    bench_print(&(struct figure){.what = "load 20,000 reports of 7 dimensions",
                                 .value = bench_percentile(loads, RUNS, 50),
                                 .unit = "ms",
                                 .budget_ratio = 1.25,
                                 .yardstick = yardstick,
                                 .yardstick_value = bench_percentile(drains, RUNS, 50)});
    bench_print(&(struct figure){.what = "longest turn of the loop meanwhile",
                                 .value = bench_percentile(turns, RUNS, 50),
                                 .unit = "ms",
                                 .budget = 5});
    redis_server_free(server);
}
