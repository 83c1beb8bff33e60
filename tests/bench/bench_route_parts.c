#include "config.h"

#include "bench/bench.h"
#include "bench/bench_route.h"
#include "bench/bench_run.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY "rag:telemetry:s%lu" /* hiredis knows no %zu */
#define READ_SIZE 65536
#define BATCH 1000

struct route_writer route_writer_open(const struct redis_server *server, size_t streams,
                                      size_t dimensions)
{
    return (struct route_writer){.connection = redis_server_connect(server),
                                 .streams = streams,
                                 .dimensions = dimensions,
                                 .bad = mem_zalloc(streams, sizeof(bool))};
}

static void append_report(struct route_writer *writer, size_t stream, bool bad)
{
    int64_t end_ms = timestamp_now() + (int64_t)writer->reports++ * 60000;
    struct buffer dims = {0};
    char start[32], end[32];

    for (size_t i = 0; i < writer->dimensions; i++)
        buffer_printf(&dims,
                      "%s{\"name\": \"dimension-%zu\", \"severity\": \"%s\", \"value\": 0.71, "
                      "\"baseline\": 0.84, \"z_score\": -4.2, \"sample_count\": 312}",
                      i == 0 ? "[" : ", ", i, bad ? "degraded" : "ok");
    buffer_char(&dims, ']');
    timestamp_format_iso(end_ms - 60000, start);
    timestamp_format_iso(end_ms, end);
    if (redisAppendCommand(
            writer->connection, "XADD " KEY " * ws %s we %s degraded %s warned %s dims %b",
            (unsigned long)stream, start, end, "", "", dims.data, dims.size) != REDIS_OK)
        die("queue a report: %s", writer->connection->errstr);
    writer->bad[stream] = bad;
    buffer_free(&dims);
}

void route_writer_add(struct route_writer *writer, size_t stream, bool bad)
{
    append_report(writer, stream, bad);
    redis_server_drain(writer->connection, 1);
}

void route_writer_turn(struct route_writer *writer, size_t stream)
{
    route_writer_add(writer, stream, !writer->bad[stream]);
}

void route_writer_break_all(struct route_writer *writer)
{
    size_t queued = 0;

    for (size_t i = 0; i < writer->streams; i++) {
        append_report(writer, i, true);
        if (++queued == BATCH || i + 1 == writer->streams) {
            redis_server_drain(writer->connection, queued);
            queued = 0;
        }
    }
}

void route_writer_close(struct route_writer *writer)
{
    redisFree(writer->connection);
    free(writer->bad);
}

static bool has_group(struct redis_server *server, const char *group, size_t stream)
{
    redisReply *reply =
        redis_server_query(server, "XPENDING " KEY " %s", (unsigned long)stream, group);
    bool found = reply->type == REDIS_REPLY_ARRAY;

    freeReplyObject(reply);
    return found;
}

void route_wait_for_groups(struct redis_server *server, const char *group, size_t streams)
{
    struct deadline deadline = deadline_in(BENCH_PATIENCE_MS);

    for (size_t i = 0; i < streams; i++) {
        while (!has_group(server, group, i)) {
            if (!deadline_pause(&deadline))
                die("stream %zu has no group", i);
        }
    }
}

struct route_lines route_lines_open(void)
{
    struct route_lines lines = {0};

    scratch_create(lines.directory);
    snprintf(lines.path, sizeof(lines.path), "%s/lines", lines.directory);
    if (mkfifo(lines.path, 0600) != 0)
        die_errno("mkfifo");
    lines.descriptor = open(lines.path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (lines.descriptor < 0)
        die_errno("open %s", lines.path);
    return lines;
}

static size_t read_lines(const struct route_lines *lines)
{
    char bytes[READ_SIZE];
    ssize_t size = read(lines->descriptor, bytes, sizeof(bytes));
    size_t count = 0;

    if (size < 0 && errno != EAGAIN)
        die_errno("read lines");
    for (ssize_t i = 0; i < size; i++)
        count += bytes[i] == '\n';
    return count;
}

void route_lines_expect(struct route_lines *lines, size_t count)
{
    struct pollfd readable = {.fd = lines->descriptor, .events = POLLIN};

    while (lines->ahead < count) {
        if (poll(&readable, 1, BENCH_PATIENCE_MS) <= 0)
            die("%zu lines instead of %zu", lines->ahead, count);
        lines->ahead += read_lines(lines);
    }
    lines->ahead -= count;
}

void route_lines_close(struct route_lines *lines)
{
    close(lines->descriptor);
}

static void create_groups(redisContext *connection, size_t streams)
{
    for (size_t i = 0; i < streams; i++)
        redisAppendCommand(connection, "XGROUP CREATE " KEY " bare $ MKSTREAM", (unsigned long)i);
    redis_server_drain(connection, streams);
}

/* One command over all streams, formatted once. */
static void format_read(size_t streams, struct buffer *command)
{
    char key[32];

    buffer_printf(command,
                  "*%zu\r\n$10\r\nXREADGROUP\r\n$5\r\nGROUP\r\n$4\r\nbare\r\n$7\r\n"
                  "driftop\r\n$5\r\nBLOCK\r\n$1\r\n0\r\n$7\r\nSTREAMS\r\n",
                  7 + 2 * streams);
    for (size_t i = 0; i < streams; i++) {
        int size = snprintf(key, sizeof(key), KEY, (unsigned long)i);
        buffer_printf(command, "$%d\r\n%s\r\n", size, key);
    }
    for (size_t i = 0; i < streams; i++)
        buffer_string(command, "$1\r\n>\r\n");
}

static void take_stream(redisContext *connection, const redisReply *stream, int out)
{
    const redisReply *entries = stream->element[1];

    for (size_t i = 0; i < entries->elements; i++) {
        const char *id = entries->element[i]->element[0]->str;
        if (dprintf(out, "{\"stream\":\"%s\",\"id\":\"%s\"}\n", stream->element[0]->str, id) < 0)
            die_errno("write a line");
        freeReplyObject(redisCommand(connection, "XACK %s bare %s", stream->element[0]->str, id));
    }
}

_Noreturn static void loop(const struct redis_server *server, size_t streams, const char *path)
{
    redisContext *connection = redis_server_connect(server);
    int out = open(path, O_WRONLY | O_APPEND);
    struct buffer command = {0};
    redisReply *reply;

    create_groups(connection, streams);
    if (redisSetTimeout(connection, (struct timeval){.tv_sec = 600}) != REDIS_OK)
        die_errno("set a timeout");
    format_read(streams, &command);
    while (redisAppendFormattedCommand(connection, command.data, command.size) == REDIS_OK &&
           redisGetReply(connection, (void **)&reply) == REDIS_OK) {
        for (size_t i = 0; i < reply->elements; i++)
            take_stream(connection, reply->element[i], out);
        freeReplyObject(reply);
    }
    _exit(1);
}

pid_t route_loop_start(const struct redis_server *server, size_t streams, const char *path)
{
    pid_t pid = bench_fork();

    if (pid == 0)
        loop(server, streams, path);
    return pid;
}

void route_loop_end(pid_t loop)
{
    kill(loop, SIGKILL);
    waitpid(loop, NULL, 0);
}
