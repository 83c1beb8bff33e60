#include "config.h"

#include "live/producer.h"

#include <inttypes.h>
#include <stdio.h>

#define DIMS                                                                                       \
    "[{\"name\": \"faithfulness\", \"severity\": \"ok\", \"value\": %g, \"baseline\": 0.5, "       \
    "\"z_score\": -0.5, \"sample_count\": 100, \"metadata\": null}]"
#define BATCH 500

static void append(redisContext *connection, const char *key, const char *id, double value)
{
    char dims[256];

    snprintf(dims, sizeof(dims), DIMS, value);
    redisAppendCommand(connection, "XADD %s %s ws %s we %s degraded %s warned %s dims %s", key, id,
                       "2026-11-22T13:00:00+00:00", "2026-11-22T13:01:00+00:00", "", "", dims);
}

void produce(struct redis_server *server, const char *key, const char *id, double value)
{
    redisContext *connection = redis_server_connect(server);

    append(connection, key, id, value);
    redis_server_drain(connection, 1);
    redisFree(connection);
}

void produce_many(struct redis_server *server, const char *key, int64_t first_ms, int64_t step_ms,
                  size_t count)
{
    redisContext *connection = redis_server_connect(server);
    size_t waiting = 0;

    for (size_t i = 0; i < count; i++) {
        char id[48];
        snprintf(id, sizeof(id), "%" PRId64 "-%zu", first_ms + (int64_t)i * step_ms, i);
        append(connection, key, id, (double)i);
        if (++waiting == BATCH) {
            redis_server_drain(connection, waiting);
            waiting = 0;
        }
    }
    redis_server_drain(connection, waiting);
    redisFree(connection);
}
