/* What a long window costs in memory: a sample, and the whole process. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "bench/bench_source.h"

#include "support/child.h"
#include "support/die.h"

#include "base/duration.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define REPORTS 20000
#define TENANTS 1000
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

/* Returns the most KiB that a snapshot of many tenants takes, all loaded and judged. */
static long snapshot_peak_kib(size_t tenants, size_t reports)
{
    static struct bench_stream streams[TENANTS];
    struct redis_server *server = redis_server_create(NULL);
    struct child child;
    char path[SCRATCH_SIZE + 8];
    char first;

    for (size_t i = 0; i < tenants; i++)
        streams[i] = bench_stream(i, reports, MS_PER_MINUTE, MS_PER_MINUTE);
    bench_fill(server, streams, tenants);
    child_start(&child, "mkfifo pipe && echo ready && exec \"$DRIFTOP\" snapshot -f json %s >pipe",
                server->unix_url);
    child_expect_out(&child, "ready");
    snprintf(path, sizeof(path), "%s/pipe", child.directory);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, &first, 1) != 1)
        die_errno("read %s", path);
    long kib = bench_peak_kib(child.pid);
    while (read(file, path, sizeof(path)) > 0)
        continue;
    close(file);
    if (child_wait(&child) != 0)
        die("snapshot failed: %s", child_err(&child));
    child_free(&child);
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
    long half_kib = snapshot_peak_kib(TENANTS / 2, reports);
    long all_kib = snapshot_peak_kib(TENANTS, reports);

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
    measure_tenant("memory, a tenant with 3 reports", FEW, 6);
    measure_tenant("memory, a tenant with 64 reports", MANY, 8);
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
