/* Producer: writes reports into streams as the sinks in the field do. */
#ifndef LIVE_PRODUCER_H
#define LIVE_PRODUCER_H

#include "support/redis_server.h"

#include <stdint.h>

#define PRODUCER_PREFIX "rag:telemetry:"

/* Adds one report with the dimension "faithfulness" and that value; `id` is an ID or "*". */
void produce(struct redis_server *server, const char *key, const char *id, double value);

/* Adds `count` reports, from `first_ms` on, one every `step_ms`; the value is the number of the
 * report. With a step of 0 they differ by their sequence. */
void produce_many(struct redis_server *server, const char *key, int64_t first_ms, int64_t step_ms,
                  size_t count);

#endif
