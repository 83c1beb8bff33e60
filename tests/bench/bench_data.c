#include "config.h"

#include "bench/bench_data.h"

#include "bench/bench.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/slice.h"
#include "base/timestamp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FILL_BATCH 500 /* commands that wait for their replies */
#define DRAIN_SIZE 65536

static const char *const dimension_names[BENCH_DIMENSIONS] = {"QueryDistribution",
                                                              "EmbeddingDrift",
                                                              "RetrievalRelevance",
                                                              "ResponseQuality.faithfulness",
                                                              "ResponseQuality.relevance",
                                                              "JudgeDrift",
                                                              "AnswerLength"};

struct bench_stream bench_stream(size_t number, size_t reports, int64_t interval_ms, int64_t age_ms)
{
    struct bench_stream stream = {.number = number, .interval_ms = interval_ms, .reports = reports};

    snprintf(stream.key, sizeof(stream.key), "rag:telemetry:tenant-%04zu", number);
    stream.start_ms = timestamp_now() - age_ms - (int64_t)(reports - 1) * interval_ms;
    return stream;
}

/* A number between 0 and 1 that looks random and is the same in every run. */
static double noise(uint64_t place)
{
    uint64_t bits = (place + 1) * UINT64_C(0x9e3779b97f4a7c15);

    bits = (bits ^ bits >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return (double)(bits >> 40) / (double)(1 << 24);
}

static void append_dimension(struct buffer *json, const struct bench_stream *stream, size_t report,
                             size_t dimension)
{
    double worse = 0.15 * (double)(stream->number % 20) + 0.02 * (double)dimension;
    double z = -worse - 0.1 * noise(report * BENCH_DIMENSIONS + dimension);
    const char *severity = z < -2.8 ? "degraded" : z < -2.5 ? "warn" : "ok";

    if (stream->random)
        z = -worse + 2 * noise((stream->number << 32) + report * BENCH_DIMENSIONS + dimension) - 1;

    buffer_printf(json,
                  "%s{\"name\": \"%s\", \"severity\": \"%s\", \"value\": %.16f, "
                  "\"baseline\": %.16f, \"z_score\": %.15f, \"sample_count\": %zu, "
                  "\"metadata\": null}",
                  dimension > 0 ? ", " : "", dimension_names[dimension], severity, 0.8 + z / 30,
                  0.8, z, 300 + report % 50);
}

static void append_report(redisContext *connection, const struct bench_stream *stream,
                          size_t report)
{
    int64_t time_ms = stream->start_ms + (int64_t)report * stream->interval_ms;
    struct buffer json = {0};
    char start[32], end[32], id[32];

    buffer_char(&json, '[');
    for (size_t i = 0; i < BENCH_DIMENSIONS; i++)
        append_dimension(&json, stream, report, i);
    buffer_char(&json, ']');
    timestamp_format_iso(time_ms - stream->interval_ms, start);
    timestamp_format_iso(time_ms, end);
    snprintf(id, sizeof(id), "%lld-0", (long long)time_ms);
    if (redisAppendCommand(connection, "XADD %s %s ws %s we %s degraded %s warned %s dims %b",
                           stream->key, id, start, end, "", "", json.data, json.size) != REDIS_OK)
        die("queue a report: %s", connection->errstr);
    buffer_free(&json);
}

void bench_fill(struct redis_server *server, const struct bench_stream *streams, size_t count)
{
    redisContext *connection = redis_server_connect(server);
    size_t queued = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t report = 0; report < streams[i].reports; report++) {
            append_report(connection, &streams[i], report);
            if (++queued == FILL_BATCH) {
                redis_server_drain(connection, queued);
                queued = 0;
            }
        }
    }
    redis_server_drain(connection, queued);
    redisFree(connection);
}

void bench_add(struct redis_server *server, struct bench_stream *stream)
{
    redisContext *connection = redis_server_connect(server);

    append_report(connection, stream, stream->reports++);
    redis_server_drain(connection, 1);
    redisFree(connection);
}

void bench_command(struct buffer *commands, const char *format, ...)
{
    char *command;
    va_list args;

    va_start(args, format);
    int size = redisvFormatCommand(&command, format, args);
    va_end(args);
    if (size < 0)
        die("format %s", format);
    buffer_append(commands, command, (size_t)size);
    redisFreeCommand(command);
}

static int connect_to(const struct redis_server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path, server->socket_path, strlen(server->socket_path) + 1);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        die_errno("connect to %s", server->socket_path);
    return fd;
}

static void send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = write(fd, bytes, size);

        if (sent <= 0)
            die_errno("send commands");
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* The answer to the ECHO behind the commands is the last, and is nowhere else in the data. */
double bench_drain(const struct redis_server *server, const struct buffer *commands, size_t *bytes)
{
    static const char mark[] = "end of the bench drain\r\n";
    struct buffer request = {0};
    struct buffer tail = {0};
    size_t total = 0;
    int fd = connect_to(server);

    buffer_append(&request, commands->data, commands->size);
    bench_command(&request, "ECHO %b", mark, sizeof(mark) - 3);
    int64_t start = wait_clock_us();
    send_all(fd, request.data, request.size);
    do {
        if (tail.size > sizeof(mark))
            buffer_consume(&tail, tail.size - sizeof(mark));
        ssize_t size = read(fd, buffer_reserve(&tail, DRAIN_SIZE), DRAIN_SIZE);
        if (size <= 0)
            die_errno("read answers");
        tail.size += (size_t)size;
        total += (size_t)size;
    } while (tail.size < sizeof(mark) - 1 ||
             memcmp(tail.data + tail.size - (sizeof(mark) - 1), mark, sizeof(mark) - 1) != 0);
    double elapsed = bench_ms_since(start);
    close(fd);
    buffer_free(&request);
    buffer_free(&tail);
    if (bytes)
        *bytes = total;
    return elapsed;
}
