/* Bench run: a command line from its start to its end, and what it took. */
#ifndef BENCH_BENCH_RUN_H
#define BENCH_BENCH_RUN_H

#include <sys/types.h>

/* Forks a child that ends with the bench. Returns 0 in the child. */
pid_t bench_fork(void);

struct bench_run {
    double wall_ms;
    double cpu_ms;
    long peak_kib; /* the most memory that was resident */
};

/* Runs a command line of the shell; begin it with "exec" to measure the program alone. Ends the
 * bench where its status is not 0. */
struct bench_run bench_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
