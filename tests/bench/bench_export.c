/* Reading everything: an export against draining the same bytes, and the memory that it takes
 * however much there is to export. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "support/child.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"
#include "base/slice.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define REPORTS 20000
#define PAGE 500 /* what the export asks for at once */
#define RUNS 5
#define TENANTS 20
#define REPORTS_EACH 4000
#define PIPED_BYTES 1000000000
#define DIMENSION                                                                                  \
    "{\"name\":\"ResponseQuality.faithfulness\",\"severity\":\"ok\",\"value\":0.8123,"             \
    "\"baseline\":0.8,\"z_score\":-1.25,\"sample_count\":300,\"metadata\":null}"

static double drain(const struct redis_server *server, const struct bench_stream *stream,
                    size_t *bytes)
{
    struct buffer commands = {0};

    for (size_t begin = 0; begin < stream->reports; begin += PAGE) {
        int64_t first = stream->start_ms + (int64_t)begin * stream->interval_ms;
        bench_command(&commands, "XRANGE %s %lld-0 + COUNT %d", stream->key, (long long)first,
                      PAGE);
    }
    double elapsed = bench_drain(server, &commands, bytes);
    buffer_free(&commands);
    return elapsed;
}

static double export_all(const struct redis_server *server)
{
    struct child child;
    int64_t start = wait_clock_us();

    if (child_run(&child, "exec \"$DRIFTOP\" export -w 7d %s >/dev/null", server->unix_url) != 0)
        die("export failed: %s", child_err(&child));
    double elapsed = bench_ms_since(start);
    child_free(&child);
    return elapsed;
}

static void bench_time(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream stream = bench_stream(0, REPORTS, 4 * MS_PER_SECOND, MS_PER_SECOND);
    double exports[RUNS], drains[RUNS];
    char yardstick[64];
    size_t bytes;

    bench_fill(server, &stream, 1);
    for (size_t i = 0; i < RUNS; i++) {
        drains[i] = drain(server, &stream, &bytes);
        exports[i] = export_all(server);
    }
    snprintf(yardstick, sizeof(yardstick), "draining the same %.1f MB", (double)bytes / 1e6);
    bench_print(&(struct figure){.what = "export 20,000 reports of 7 dimensions as NDJSON",
                                 .value = bench_percentile(exports, RUNS, 50),
                                 .unit = "ms",
                                 .budget_ratio = 2,
                                 .yardstick = yardstick,
                                 .yardstick_value = bench_percentile(drains, RUNS, 50)});
    redis_server_free(server);
}

static void print_peak(const char *what, const struct child *child)
{
    bench_print(&(struct figure){.what = what,
                                 .value = (double)bench_peak_kib(child->pid) / 1024,
                                 .unit = "MiB",
                                 .budget = 16});
}

/* One more report, younger than all others, tells that those before it were written. */
static void bench_redis_memory(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];
    struct child child;

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, REPORTS_EACH, 4 * MS_PER_SECOND, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    redis_server_command(server, "XADD rag:telemetry:last * ws s we e dims []");
    child_start(&child,
                "mkfifo pipe; grep --line-buffered '\"tenant\":\"last\"' pipe & exec \"$DRIFTOP\" "
                "export --follow "
                "-w 7d %s >pipe",
                server->unix_url);
    child_expect_out(&child, "\"last\"");
    print_peak("memory while exporting 80,000 reports of 20 tenants", &child);
    child_free(&child);
    redis_server_free(server);
}

static void write_all(int file, struct slice text)
{
    while (text.size > 0) {
        ssize_t written = write(file, text.data, text.size);
        if (written < 0)
            die_errno("write to the pipe");
        text.data += written;
        text.size -= (size_t)written;
    }
}

static void write_lines(int file, size_t bytes)
{
    struct buffer lines = {0};

    for (int64_t ms = 1000; bytes > 0; ms += 1000) {
        buffer_clear(&lines);
        for (int64_t i = 0; i < 1000; i++) {
            buffer_printf(&lines, "{\"time_ms\":%" PRId64 ",\"we\":\"e\",\"dims\":[", ms + i);
            for (size_t j = 1; j < BENCH_DIMENSIONS; j++)
                buffer_string(&lines, DIMENSION ",");
            buffer_string(&lines, DIMENSION "]}\n");
        }
        write_all(file, (struct slice){lines.data, lines.size});
        bytes -= lines.size < bytes ? lines.size : bytes;
    }
    buffer_free(&lines);
}

static void bench_file_memory(void)
{
    struct child child;
    char path[SCRATCH_SIZE + 8];

    child_start(&child, "mkfifo pipe && echo ready && exec \"$DRIFTOP\" export - <pipe >/dev/null");
    child_expect_out(&child, "ready");
    snprintf(path, sizeof(path), "%s/pipe", child.directory);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        die_errno("open %s", path);
    write_lines(file, PIPED_BYTES);
    print_peak("memory while exporting 1 GB from a pipe", &child);
    close(file);
    if (child_wait(&child) != 0)
        die("export failed: %s", child_err(&child));
    child_free(&child);
}

void bench_export(void)
{
    bench_time();
    bench_redis_memory();
    bench_file_memory();
}
