/* Bench route: what writes to the streams, what reads them in the barest way, and what waits for
 * the lines that come of it. */
#ifndef BENCH_BENCH_ROUTE_H
#define BENCH_BENCH_ROUTE_H

#include "support/redis_server.h"
#include "support/scratch.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Streams "rag:telemetry:s0"… of reports with so many dimensions. */
struct route_writer {
    redisContext *connection;
    size_t streams;
    size_t dimensions;
    bool *bad; /* by stream: what its newest report says */
    size_t reports;
};

struct route_writer route_writer_open(const struct redis_server *server, size_t streams,
                                      size_t dimensions);

/* Adds a report to a stream; the other way round than the one before. */
void route_writer_add(struct route_writer *writer, size_t stream, bool bad);
void route_writer_turn(struct route_writer *writer, size_t stream);

/* Adds a bad report to each, in one go. */
void route_writer_break_all(struct route_writer *writer);
void route_writer_close(struct route_writer *writer);

/* Waits until each of the streams has a group of that name. */
void route_wait_for_groups(struct redis_server *server, const char *group, size_t streams);

/* A pipe with a name, of which the lines are counted. */
struct route_lines {
    int descriptor;
    char directory[SCRATCH_SIZE];
    char path[SCRATCH_SIZE + 8];
    size_t ahead; /* lines that came before they were waited for */
};

struct route_lines route_lines_open(void);
void route_lines_expect(struct route_lines *lines, size_t count);
void route_lines_close(struct route_lines *lines);

/* Starts a process that blocks in XREADGROUP over all streams, writes a line for each entry, and
 * acknowledges it. */
pid_t route_loop_start(const struct redis_server *server, size_t streams, const char *path);
void route_loop_end(pid_t loop);

#endif
