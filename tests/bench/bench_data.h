/* Bench data: reports as the Python sink writes them, in a server's streams. */
#ifndef BENCH_BENCH_DATA_H
#define BENCH_BENCH_DATA_H

#include "base/buffer.h"
#include "support/redis_server.h"

#include <stddef.h>
#include <stdint.h>

#define BENCH_DIMENSIONS 7

/* One stream: reports at start_ms, start_ms + interval_ms and so on. Their z-scores stay near those
 * of the report before, and the greater `number` is, the worse they are. */
struct bench_stream {
    char key[64];
    size_t number;
    int64_t start_ms;
    int64_t interval_ms;
    size_t reports;
    bool random; /* values stray far from those of the report before; severities do not */
};

/* Returns the stream of tenant `number` ("rag:telemetry:tenant-0007") whose newest report is
 * `age_ms` old. */
struct bench_stream bench_stream(size_t number, size_t reports, int64_t interval_ms,
                                 int64_t age_ms);

/* Writes the reports of streams into the server. */
void bench_fill(struct redis_server *server, const struct bench_stream *streams, size_t count);

/* Writes one more report into a stream, behind the others. */
void bench_add(struct redis_server *server, struct bench_stream *stream);

/* Sends formatted commands over a connection of its own and reads until all is answered, without
 * looking at it. Returns the milliseconds; `*bytes` (may be NULL) is the size of the answers. */
double bench_drain(const struct redis_server *server, const struct buffer *commands, size_t *bytes);

/* Appends a command in the format of hiredis, ready for bench_drain(). */
void bench_command(struct buffer *commands, const char *format, ...);

#endif
