/* Bench: measures what driftop promises and prints one line per figure, with its budget and with a
 * yardstick that was measured in the same run on the same machine. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

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
    X(doctor)

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

/* Returns how many figures were over their budgets so far. */
size_t bench_over(void);

/* Returns the value that `percent` of the values do not exceed; sorts them. */
double bench_percentile(double *values, size_t count, double percent);

/* Returns the milliseconds since a time of wait_clock_us(). */
double bench_ms_since(int64_t start_us);

#endif
