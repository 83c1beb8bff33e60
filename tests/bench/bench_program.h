/* Bench program: driftop itself on a terminal, and what the kernel says of it. */
#ifndef BENCH_BENCH_PROGRAM_H
#define BENCH_BENCH_PROGRAM_H

#include "screen/screen.h"
#include "support/terminal.h"

#include <sys/types.h>

/* The sizes at which the budgets are set. */
#define BENCH_SIZES 2
struct bench_size {
    int columns;
    int rows;
    const char *name;
};
extern const struct bench_size bench_sizes[BENCH_SIZES];

/* Starts driftop on a source, with options ended by NULL (or NULL). */
struct terminal *bench_program(const char *source, const char *const *options,
                               struct bench_size size);

/* The same, and opens a screen once the fleet is there. */
struct terminal *bench_screen(const char *source, const char *const *options,
                              const struct screen *screen, struct bench_size size);

/* Returns whether a screen is to be measured: $SCREENS names some of them, or all are. */
bool bench_wants(const struct screen *screen);

/* Waits for a text, or ends the bench. */
void bench_expect(struct terminal *terminal, const char *text);

/* Waits until no output came for a while: what was asked for is drawn. */
void bench_settle(struct terminal *terminal);

/* Waits until no history is being loaded any more; false: it is not after `ms`. */
bool bench_wait_loaded(struct terminal *terminal, int ms);

/* Waits until the first examination of the server is over; the next one is ten minutes away. */
void bench_examined(struct terminal *terminal);

/* From a key to the first byte that it changes, in ms. */
struct bench_latency {
    double median;
    double p99;
};

/* Types two keys in turn, so many times, that each change the screen, each after the one before was
 * answered. */
#define BENCH_LATENCY_KEYS 200
struct bench_latency bench_latency(struct terminal *terminal, const char *first,
                                   const char *second);

/* The same of cat(1): what the shortest program costs that answers a key. */
struct bench_latency bench_echo(struct bench_size size);

struct usage {
    double cpu_ms;
    long wake_ups; /* voluntary context switches: how often it went to sleep */
    long resident_kib;
};

struct usage bench_usage(pid_t pid);

/* Returns the most memory that was resident so far. */
long bench_peak_kib(pid_t pid);

#endif
