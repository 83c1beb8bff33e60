/* From exec to the first frame while Redis is slow or dead, and to the first data. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <stdio.h>
#include <stdlib.h>

#define TENANTS 20
#define RUNS 9

/* A frame is whole when its first and its last row are there. */
static bool has_frame(struct terminal *terminal, void *context)
{
    const struct bench_size *size = context;
    char *first = terminal_row(terminal, 0);
    char *last = terminal_row(terminal, size->rows - 1);
    bool whole = *first && *last;

    free(first);
    free(last);
    return whole;
}

static double first_frame(const char *source, struct bench_size size)
{
    struct terminal *terminal = bench_program(source, NULL, size);

    if (!terminal_wait(terminal, has_frame, &size, BENCH_PATIENCE_MS))
        die("no frame");
    double elapsed = bench_ms_since(terminal_started_us(terminal));
    terminal_free(terminal);
    return elapsed;
}

static double first_data(const char *source, struct bench_size size)
{
    struct terminal *terminal = bench_program(source, NULL, size);

    bench_expect(terminal, "tenant-00");
    double elapsed = bench_ms_since(terminal_started_us(terminal));
    terminal_free(terminal);
    return elapsed;
}

/* What it costs to run any program on this terminal. */
static double run_true(struct bench_size size)
{
    static const char *const argv[] = {"true", NULL};
    struct terminal *terminal = terminal_start(
        &(struct terminal_setup){.argv = argv, .columns = size.columns, .rows = size.rows});

    if (!terminal_wait_exit(terminal, NULL, BENCH_PATIENCE_MS))
        die("true does not end");
    double elapsed = bench_ms_since(terminal_started_us(terminal));
    terminal_free(terminal);
    return elapsed;
}

static void measure(double (*run)(const char *, struct bench_size), const char *what,
                    const char *source, struct bench_size size, double budget)
{
    double times[RUNS], yardsticks[RUNS];
    char name[80];

    for (size_t i = 0; i < RUNS; i++) {
        yardsticks[i] = run_true(size);
        times[i] = run(source, size);
    }
    snprintf(name, sizeof(name), "%s, %s", what, size.name);
    bench_print(&(struct figure){.what = name,
                                 .value = bench_percentile(times, RUNS, 50),
                                 .unit = "ms",
                                 .budget = budget,
                                 .yardstick = "running true(1) there",
                                 .yardstick_value = bench_percentile(yardsticks, RUNS, 50)});
}

void bench_start(void)
{
    static const double frame_budgets[BENCH_SIZES] = {30, 40};
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, 60, MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    for (size_t i = 0; i < BENCH_SIZES; i++)
        measure(first_data, "first data", server->tcp_url, bench_sizes[i], 30);
    redis_server_freeze(server);
    for (size_t i = 0; i < BENCH_SIZES; i++)
        measure(first_frame, "first frame, Redis hangs", server->tcp_url, bench_sizes[i],
                frame_budgets[i]);
    redis_server_thaw(server);
    redis_server_kill(server);
    for (size_t i = 0; i < BENCH_SIZES; i++)
        measure(first_frame, "first frame, Redis is dead", server->tcp_url, bench_sizes[i],
                frame_budgets[i]);
    redis_server_free(server);
}
