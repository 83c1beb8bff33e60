/* Bench: measures what driftop promises and prints one line per figure, with its budget and with a
 * yardstick that was measured in the same run on the same machine.
 *
 * $FORMAT=markdown makes tables of the lines (doc/PERFORMANCE.md has such). With $STRICT=1 a budget
 * that is exceeded by more than half makes the exit status 2. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_PATIENCE_MS 300000 /* for what has to come */

/* Every subject: one line here, one file bench_NAME.c with `void bench_NAME(void)`. */
#define BENCH_SUBJECTS(X)                                                                          \
    X(start)                                                                                       \
    X(load)                                                                                        \
    X(fleet)                                                                                       \
    X(memory)                                                                                      \
    X(idle)                                                                                        \
    X(bytes)                                                                                       \
    X(keys)                                                                                        \
    X(depth)                                                                                       \
    X(watch)                                                                                       \
    X(emit)                                                                                        \
    X(export)                                                                                      \
    X(snapshot)                                                                                    \
    X(route)                                                                                       \
    X(doctor)                                                                                      \
    X(large)                                                                                       \
    X(full)                                                                                        \
    X(growth)

#define DECLARE_SUBJECT(name) void bench_##name(void);
BENCH_SUBJECTS(DECLARE_SUBJECT)
#undef DECLARE_SUBJECT

struct figure {
    const char *what;
    double value;
    const char *unit;
    double budget;         /* the greatest value allowed; 0: told by budget_ratio, or none */
    double budget_ratio;   /* the greatest multiple of the yardstick; 0: none */
    const char *yardstick; /* what it is held against; NULL: nothing */
    double yardstick_value;
};

/* Prints the line of a figure. */
void bench_print(const struct figure *figure);

/* Returns the value that `percent` of the values do not exceed; sorts them. */
double bench_percentile(double *values, size_t count, double percent);

/* Returns the milliseconds since a time of wait_clock_us(). */
double bench_ms_since(int64_t start_us);

/* Calls `measure` with 0 … count - 1, each in a process of its own and many at once, and prints
 * their lines in that order: for what counts and does not mind who else runs. */
void bench_side_by_side(size_t count, void (*measure)(size_t index));

#endif
