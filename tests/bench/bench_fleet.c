/* The newest reports of each of a thousand tenants, against asking for them and nothing else: no
 * search for the tenants, no decoding. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_source.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"

#define TENANTS 1000
#define RUNS 9

static double round_trip(const struct redis_server *server, const struct bench_stream *streams)
{
    redisContext *connection = redis_server_connect(server);
    int64_t start = wait_clock_us();

    for (size_t i = 0; i < TENANTS; i++)
        redisAppendCommand(connection, "XREVRANGE %s + - COUNT 64", streams[i].key);
    redis_server_drain(connection, TENANTS);
    double elapsed = bench_ms_since(start);
    redisFree(connection);
    return elapsed;
}

static double discover(const struct redis_server *server)
{
    struct bench_source bench;
    int64_t start = wait_clock_us();

    bench_source_open(&bench, server->unix_url);
    bench_source_discover(&bench);
    double elapsed = bench_ms_since(start);
    if (bench.fleet.count != TENANTS || !bench.fleet.tenants[TENANTS - 1]->has_report)
        die("%zu tenants were found", bench.fleet.count);
    bench_source_close(&bench);
    return elapsed;
}

void bench_fleet(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct bench_stream streams[TENANTS];
    double discoveries[RUNS], round_trips[RUNS];

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, 10, MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    for (size_t i = 0; i < RUNS; i++) {
        round_trips[i] = round_trip(server, streams);
        discoveries[i] = discover(server);
    }
    bench_print(&(struct figure){.what = "connect, find 1000 tenants, what they are judged by",
                                 .value = bench_percentile(discoveries, RUNS, 50),
                                 .unit = "ms",
                                 .budget_ratio = 2,
                                 .yardstick = "hiredis asking for the reports alone, pipelined",
                                 .yardstick_value = bench_percentile(round_trips, RUNS, 50)});
    redis_server_free(server);
}
