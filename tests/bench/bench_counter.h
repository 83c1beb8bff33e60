/* Bench counter: what another process spends between two moments, in instructions of its own where
 * the kernel counts them, else in CPU time. Instructions are the same on a machine that others use.
 */
#ifndef BENCH_BENCH_COUNTER_H
#define BENCH_BENCH_COUNTER_H

#include <stdbool.h>
#include <sys/types.h>

struct bench_counter {
    pid_t pid;
    int descriptor; /* of the kernel's counter; -1: there is none */
    double start;
};

/* Returns what is counted: "M instructions" or "ms of CPU". */
const char *bench_counter_unit(void);

/* Begins to count what the first thread of a process does. */
struct bench_counter bench_counter_start(pid_t pid);

/* Returns what was spent since. Can be asked again. */
double bench_counter_read(const struct bench_counter *counter);

void bench_counter_stop(struct bench_counter *counter);

#endif
