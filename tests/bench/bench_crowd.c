#include "config.h"

#include "bench/bench_crowd.h"

#include "bench/bench_data.h"
#include "bench/bench_server.h"
#include "support/die.h"

#include "base/duration.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <time.h>

#define BATCH 1000
#define READS 100
#define BAD 19 /* as bench_stream() numbers them */
#define KEY "rag:telemetry:tenant-%06lu"

static struct bench_stream stream_of(size_t tenant, size_t reports, int64_t interval_ms)
{
    struct bench_stream stream = bench_stream(0, reports, interval_ms, MS_PER_MINUTE);

    snprintf(stream.key, sizeof(stream.key), KEY, (unsigned long)tenant);
    return stream;
}

void bench_crowd_fill(struct redis_server *server, size_t tenants, size_t reports,
                      int64_t interval_ms)
{
    struct bench_stream streams[BATCH];

    for (size_t first = 0; first < tenants; first += BATCH) {
        size_t count = tenants - first < BATCH ? tenants - first : BATCH;

        for (size_t i = 0; i < count; i++)
            streams[i] = stream_of(first + i, reports, interval_ms);
        bench_fill(server, streams, count);
    }
}

void bench_crowd_worsen(struct redis_server *server, size_t tenant)
{
    struct bench_stream stream = stream_of(tenant, 0, MS_PER_MINUTE);

    stream.number = BAD;
    stream.start_ms = timestamp_now();
    bench_add(server, &stream);
}

static double cpu_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
        die_errno("read the CPU time");
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double bench_crowd_bare_ms(const struct redis_server *server, size_t tenants)
{
    redisContext *connection = redis_server_connect(server);
    double start = cpu_ms();

    for (size_t i = 0; i < tenants; i++) {
        redisAppendCommand(connection, "XREVRANGE " KEY " + - COUNT 64", (unsigned long)i);
        if ((i + 1) % BATCH == 0 || i + 1 == tenants)
            redis_server_drain(connection, i % BATCH + 1);
    }
    double spent = cpu_ms() - start;
    redisFree(connection);
    return spent;
}

static void append_read(struct buffer *commands, size_t first, size_t count)
{
    char key[64];

    buffer_printf(commands, "*%zu\r\n$5\r\nXREAD\r\n$7\r\nSTREAMS\r\n", 2 + 2 * count);
    for (size_t i = 0; i < count; i++) {
        int size = snprintf(key, sizeof(key), KEY, (unsigned long)(first + i));
        buffer_printf(commands, "$%d\r\n%s\r\n", size, key);
    }
    for (size_t i = 0; i < count; i++)
        buffer_string(commands, "$1\r\n$\r\n");
}

struct bench_read bench_crowd_read(struct redis_server *server, size_t tenants)
{
    size_t count = tenants < BATCH ? tenants : BATCH;
    struct buffer commands = {0};
    char name[32];

    for (size_t i = 0; i < READS; i++)
        append_read(&commands, i * count % (tenants - count + 1), count);
    bench_server_note(server, 0);
    double before_ms = bench_server_ms(server);
    bench_drain(server, &commands, NULL);
    double usual = (bench_server_ms(server) - before_ms) / READS;
    buffer_free(&commands);
    return (struct bench_read){usual, bench_server_longest(server, name)};
}
