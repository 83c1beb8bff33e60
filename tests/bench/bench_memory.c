/* What a long window costs in memory: a sample, and the whole process. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "bench/bench_source.h"

#include "base/duration.h"

#define REPORTS 20000
#define TENANTS 2000
#define FEW 3
#define MANY 64 /* what a verdict is made of */

static double history_bytes(const struct redis_server *server, const struct bench_stream *stream)
{
    struct bench_source bench;

    bench_source_open(&bench, server->unix_url);
    bench_source_discover(&bench);
    struct tenant *tenant = bench_source_load(&bench, "tenant-0000", stream->start_ms);
    double bytes = (double)history_memory(&tenant->history);
    bench_source_close(&bench);
    return bytes;
}

/* Returns the KiB that the dashboard of many tenants takes, of which few are watched. */
static long resident_kib(size_t tenants, size_t reports)
{
    static struct bench_stream streams[TENANTS];
    struct redis_server *server = redis_server_create(NULL);

    for (size_t i = 0; i < tenants; i++)
        streams[i] = bench_stream(i, reports, MS_PER_MINUTE, MS_PER_MINUTE);
    bench_fill(server, streams, tenants);
    struct terminal *terminal = bench_program(server->unix_url, NULL, bench_sizes[0]);
    bench_expect(terminal, "all judged");
    bench_settle(terminal);
    long kib = bench_usage(terminal_pid(terminal)).resident_kib;
    terminal_free(terminal);
    redis_server_free(server);
    return kib;
}

/* Returns what a stream with so many reports takes of the server, in KiB. */
static double stored_kib(size_t reports)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, reports, MS_PER_MINUTE, MS_PER_MINUTE);

    bench_fill(server, &stream, 1);
    long long bytes = redis_server_integer(server, "MEMORY USAGE %s SAMPLES 0", stream.key);
    redis_server_free(server);
    return (double)bytes / 1024;
}

/* What the second half of them takes. */
static void measure_tenant(const char *what, size_t reports, double budget)
{
    long half_kib = resident_kib(TENANTS / 2, reports);
    long all_kib = resident_kib(TENANTS, reports);

    bench_print(&(struct figure){.what = what,
                                 .value = (double)(all_kib - half_kib) / (TENANTS / 2.0),
                                 .unit = "KiB",
                                 .budget = budget,
                                 .yardstick = "its reports in the server",
                                 .yardstick_value = stored_kib(reports)});
}

void bench_memory(void)
{
    static const char *const options[] = {"-w", "24h", NULL};
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, REPORTS, 4 * MS_PER_SECOND, MS_PER_SECOND);

    bench_fill(server, &stream, 1);
    double history = history_bytes(server, &stream);
    bench_print(&(struct figure){.what = "history, a sample",
                                 .value = history / REPORTS / BENCH_DIMENSIONS,
                                 .unit = "B",
                                 .budget = 32});
    measure_tenant("memory, a tenant with 3 reports that nobody watches", FEW, 6);
    measure_tenant("the same with 64 reports", MANY, 8);
    struct terminal *terminal = bench_program(server->unix_url, options, bench_sizes[1]);
    bench_expect(terminal, "tenant-0000");
    bench_settle(terminal);
    struct usage usage = bench_usage(terminal_pid(terminal));
    bench_print(&(struct figure){.what = "resident memory besides that history",
                                 .value = ((double)usage.resident_kib * 1024 - history) / 1048576,
                                 .unit = "MiB",
                                 .budget = 8});
    terminal_free(terminal);
    redis_server_free(server);
}
