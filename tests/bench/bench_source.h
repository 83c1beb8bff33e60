/* Bench source: drives a source on a loop of its own, without a terminal, and watches the clock. */
#ifndef BENCH_BENCH_SOURCE_H
#define BENCH_BENCH_SOURCE_H

#include "source/source.h"

#include <stdbool.h>
#include <uv.h>

struct bench_source {
    uv_loop_t loop;
    struct fleet fleet;
    struct source *source;
    double longest_turn_ms; /* without the time in which the loop waited */
};

void bench_source_open(struct bench_source *bench, const char *url);
void bench_source_close(struct bench_source *bench);

/* Runs the loop until every tenant is known with its newest report. */
void bench_source_discover(struct bench_source *bench);

/* Loads the window of one tenant and returns it. */
struct tenant *bench_source_load(struct bench_source *bench, const char *name, int64_t since_ms);

#endif
