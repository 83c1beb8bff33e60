/* Alert routing: from an entry to a line of a file, beside a bare loop over XREADGROUP that does
 * nothing else; what it costs the server; and the memory that open alerts take. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_program.h"
#include "bench/bench_route.h"
#include "support/child.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLES 1000
#define LOAD_STREAMS 1000
#define LOAD_SECONDS 20
#define LOAD_RATE (50000.0 / 3600)
#define OPEN_STREAMS 20000
#define OPEN_DIMENSIONS 5

/* From an entry to its line, in microseconds. */
struct latency {
    double median;
    double p99;
};

static struct latency measure_latency(struct route_writer *writer, struct route_lines *lines)
{
    static double times[SAMPLES];

    for (size_t i = 0; i < SAMPLES; i++) {
        poll(NULL, 0, 1); /* what the entry before has left to do is done */
        int64_t start = wait_clock_us();
        route_writer_turn(writer, i * 7919 % writer->streams);
        route_lines_expect(lines, 1);
        times[i] = (double)(wait_clock_us() - start);
    }
    return (struct latency){bench_percentile(times, SAMPLES, 50),
                            bench_percentile(times, SAMPLES, 99)};
}

static struct latency latency_of_loop(struct redis_server *server, struct route_writer *writer)
{
    struct route_lines lines = route_lines_open();
    pid_t loop = route_loop_start(server, writer->streams, lines.path);
    struct latency latency;

    route_wait_for_groups(server, "bare", writer->streams);
    latency = measure_latency(writer, &lines);
    route_loop_end(loop);
    route_lines_close(&lines);
    return latency;
}

static void start_route(struct child *child, const struct redis_server *server, const char *path)
{
    child_start(child, "exec \"$DRIFTOP\" route --rule 1/1/1 --to bench=file:%s %s", path,
                server->unix_url);
}

static void end_route(struct child *child)
{
    child_signal(child, SIGTERM);
    if (child_wait(child) != 0)
        die("route: %s", child_err(child));
    child_free(child);
}

static struct latency latency_of_route(struct redis_server *server, struct route_writer *writer)
{
    struct route_lines lines = route_lines_open();
    struct child child;
    struct latency latency;

    for (size_t i = 0; i < writer->streams; i++)
        route_writer_add(writer, i, false);
    start_route(&child, server, lines.path);
    route_wait_for_groups(server, "bench", writer->streams);
    for (size_t i = 0; i < writer->streams; i++)
        route_writer_turn(writer, i);
    route_lines_expect(&lines, writer->streams);
    latency = measure_latency(writer, &lines);
    end_route(&child);
    route_lines_close(&lines);
    return latency;
}

static void print_latency(size_t streams, const char *which, double ours, double bare)
{
    char what[80];

    snprintf(what, sizeof(what), "route, %zu stream%s: XADD to a line of a file, %s", streams,
             streams == 1 ? "" : "s", which);
    bench_print(&(struct figure){.what = what,
                                 .value = ours,
                                 .unit = "us",
                                 .budget_ratio = 2,
                                 .yardstick = "a bare loop of XREADGROUP",
                                 .yardstick_value = bare});
}

static void measure_latencies(size_t streams)
{
    struct redis_server *server = redis_server_create(NULL);
    struct route_writer writer = route_writer_open(server, streams, 1);
    struct latency bare = latency_of_loop(server, &writer);
    struct latency ours = latency_of_route(server, &writer);

    print_latency(streams, "p50", ours.median, bare.median);
    print_latency(streams, "p99", ours.p99, bare.p99);
    route_writer_close(&writer);
    redis_server_free(server);
}

static double server_cpu_ms(struct redis_server *server)
{
    redisReply *reply = redis_server_query(server, "INFO cpu");
    double total = 0;

    for (const char *line = reply->str; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, "used_cpu_sys:", 13) == 0)
            total += strtod(line + 13, NULL) * 1000;
        if (strncmp(line, "used_cpu_user:", 14) == 0)
            total += strtod(line + 14, NULL) * 1000;
    }
    freeReplyObject(reply);
    return total;
}

/* Returns the share of a core that the server takes, in percent, while reports come. */
static double load_server(struct redis_server *server, struct route_writer *writer)
{
    double before = server_cpu_ms(server);
    int64_t start = wait_clock_us();

    for (size_t i = 0; i < (size_t)(LOAD_SECONDS * LOAD_RATE); i++) {
        double due_ms = (double)i / LOAD_RATE * 1000;
        while (bench_ms_since(start) < due_ms)
            poll(NULL, 0, (int)(due_ms - bench_ms_since(start)) + 1);
        route_writer_add(writer, i * 7919 % writer->streams, false);
    }
    return (server_cpu_ms(server) - before) / bench_ms_since(start) * 100;
}

static void measure_load(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct route_writer writer = route_writer_open(server, LOAD_STREAMS, OPEN_DIMENSIONS);
    struct child child;

    for (size_t i = 0; i < LOAD_STREAMS; i++)
        route_writer_add(&writer, i, false);
    double alone = load_server(server, &writer);
    start_route(&child, server, "/dev/null");
    route_wait_for_groups(server, "bench", LOAD_STREAMS);
    poll(NULL, 0, 3000); /* past the beginning */
    struct usage before = bench_usage(child.pid);
    int64_t start = wait_clock_us();
    double routed = load_server(server, &writer);
    double elapsed = bench_ms_since(start);
    struct usage after = bench_usage(child.pid);
    bench_print(&(struct figure){
        .what = "route, 50,000 reports an hour over 1000 streams: more of the server",
        .value = routed - alone,
        .unit = "%",
        .budget = 1});
    bench_print(&(struct figure){.what = "the same: CPU of the router",
                                 .value = (after.cpu_ms - before.cpu_ms) / elapsed * 100,
                                 .unit = "%"});
    end_route(&child);
    route_writer_close(&writer);
    redis_server_free(server);
}

static void measure_open_alerts(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct route_writer writer = route_writer_open(server, OPEN_STREAMS, OPEN_DIMENSIONS);
    struct route_lines lines = route_lines_open();
    struct child child;

    for (size_t i = 0; i < OPEN_STREAMS; i++)
        route_writer_add(&writer, i, false);
    start_route(&child, server, lines.path);
    route_wait_for_groups(server, "bench", OPEN_STREAMS);
    int64_t start = wait_clock_us();
    route_writer_break_all(&writer);
    route_lines_expect(&lines, OPEN_STREAMS * OPEN_DIMENSIONS);
    double elapsed = bench_ms_since(start);
    bench_print(&(struct figure){.what = "route, 100,000 alerts that open at once: all told after",
                                 .value = elapsed / 1000,
                                 .unit = "s"});
    bench_print(&(struct figure){.what = "the same: peak memory of the router",
                                 .value = (double)bench_peak_kib(child.pid) / 1024,
                                 .unit = "MiB",
                                 .budget = 128});
    end_route(&child);
    route_lines_close(&lines);
    route_writer_close(&writer);
    redis_server_free(server);
}

void bench_route(void)
{
    static const size_t streams[] = {1, 100, 1000};

    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
        measure_latencies(streams[i]);
    measure_load();
    measure_open_alerts();
}
