/* A snapshot of a thousand tenants as JSON, against jq printing the same once more; and the memory
 * that it takes. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_program.h"
#include "support/child.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define TENANTS 1000
#define REPORTS 3
#define RUNS 5
#define REST_BYTES (1024 * 1024) /* more than a pipe holds */
#define PATH_SIZE (SCRATCH_SIZE + 16)

/* Leaves the snapshot in a file of the child. */
static double print_snapshot_with(struct child *child, const struct redis_server *server,
                                  const char *option)
{
    int64_t start = wait_clock_us();

    if (child_run(child, "exec \"$DRIFTOP\" snapshot -f json %s %s >json", option,
                  server->unix_url) != 0)
        die("snapshot failed: %s", child_err(child));
    return bench_ms_since(start);
}

static double print_snapshot(struct child *child, const struct redis_server *server)
{
    return print_snapshot_with(child, server, "");
}

static double print_again(const char *directory)
{
    struct child child;
    int64_t start = wait_clock_us();

    if (child_run(&child, "exec jq -c . %s/json >/dev/null", directory) != 0)
        die("jq failed: %s", child_err(&child));
    double elapsed = bench_ms_since(start);
    child_free(&child);
    return elapsed;
}

static bool has_jq(void)
{
    struct child child;
    bool found = child_run(&child, "jq --version") == 0;

    child_free(&child);
    return found;
}

/* Measures both in turn. */
static void bench_time(const struct redis_server *server)
{
    double snapshots[RUNS], jqs[RUNS];
    bool compare = has_jq();

    for (size_t i = 0; i < RUNS; i++) {
        struct child child;
        snapshots[i] = print_snapshot(&child, server);
        jqs[i] = compare ? print_again(child.directory) : 0;
        child_free(&child);
    }
    bench_print(&(struct figure){.what = "snapshot -f json of 1000 tenants with 3 reports each",
                                 .value = bench_percentile(snapshots, RUNS, 50),
                                 .unit = "ms",
                                 .budget_ratio = compare ? 0.1 : 0,
                                 .yardstick = compare ? "jq -c . printing it again" : NULL,
                                 .yardstick_value = compare ? bench_percentile(jqs, RUNS, 50) : 0});
    if (!compare)
        puts("  jq is not installed: the snapshot was held against nothing");
}

/* What it costs to say how the Redis is. */
static void bench_doctor_of_snapshot(const struct redis_server *server)
{
    static const char *const options[] = {"", "--no-doctor"};
    double times[2][RUNS];

    for (size_t i = 0; i < RUNS; i++) {
        for (size_t j = 0; j < 2; j++) {
            struct child child;
            times[j][i] = print_snapshot_with(&child, server, options[j]);
            child_free(&child);
        }
    }
    bench_print(&(struct figure){.what = "the same, with what doctor finds",
                                 .value = bench_percentile(times[0], RUNS, 50),
                                 .unit = "ms",
                                 .budget_ratio = 2,
                                 .yardstick = "--no-doctor",
                                 .yardstick_value = bench_percentile(times[1], RUNS, 50)});
}

static off_t size_of_snapshot(const struct redis_server *server)
{
    struct child child;
    char path[PATH_SIZE];
    struct stat status;

    print_snapshot(&child, server);
    snprintf(path, sizeof(path), "%s/json", child.directory);
    if (stat(path, &status) != 0)
        die_errno("%s", path);
    child_free(&child);
    return status.st_size;
}

static void skip_bytes(int file, off_t bytes)
{
    char piece[65536];

    while (bytes > 0) {
        ssize_t got = read(file, piece, sizeof(piece));
        if (got <= 0)
            die_errno("read the snapshot");
        bytes -= got;
    }
}

/* The last piece is not taken from the pipe until the program, which waits for that, was looked at.
 */
static void bench_peak(const struct redis_server *server)
{
    off_t size = size_of_snapshot(server);
    struct child child;
    char path[PATH_SIZE];

    child_start(&child, "mkfifo pipe && echo ready && exec \"$DRIFTOP\" snapshot -f json %s >pipe",
                server->unix_url);
    child_expect_out(&child, "ready");
    snprintf(path, sizeof(path), "%s/pipe", child.directory);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        die_errno("open %s", path);
    skip_bytes(file, size - REST_BYTES);
    bench_print(&(struct figure){.what = "memory meanwhile",
                                 .value = (double)bench_peak_kib(child.pid) / 1024,
                                 .unit = "MiB",
                                 .budget = 24});
    close(file);
    child_free(&child);
}

void bench_snapshot(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, REPORTS, MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    bench_time(server);
    bench_doctor_of_snapshot(server);
    bench_peak(server);
    redis_server_free(server);
}
