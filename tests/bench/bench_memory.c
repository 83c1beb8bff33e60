/* What a long window costs in memory: a sample, and the whole process. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "bench/bench_source.h"

#include "base/duration.h"

#define REPORTS 20000

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
