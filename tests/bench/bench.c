#include "config.h"

#include "bench/bench.h"

#include "bench/bench_figure.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAR_OVER_STATUS 2 /* 1 is: it could not be measured */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_percentile(double *values, size_t count, double percent)
{
    qsort(values, count, sizeof(double), compare);
    size_t rank = (size_t)((double)(count - 1) * percent / 100 + 0.5);
    return values[rank];
}

double bench_ms_since(int64_t start_us)
{
    return (double)(wait_clock_us() - start_us) / 1000;
}

struct subject {
    const char *name;
    void (*measure)(void);
};

static bool is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return true;
    }
    return argc == 1;
}

static bool is_strict(void)
{
    const char *strict = getenv("STRICT");

    return strict != NULL && strcmp(strict, "1") == 0;
}

/* How long it took goes to standard error, as it is no figure. */
static void measure(const struct subject *subject)
{
    int64_t start = wait_clock_us();

    bench_begin_subject(subject->name);
    subject->measure();
    fprintf(stderr, "%s took %.0f s\n", subject->name, bench_ms_since(start) / 1000);
}

int main(int argc, char **argv)
{
#define SUBJECT(name) {#name, bench_##name},
    static const struct subject subjects[] = {BENCH_SUBJECTS(SUBJECT)};

    if (!redis_server_program() || !getenv("DRIFTOP")) {
        fputs("bench: needs redis-server and $DRIFTOP, the program to measure\n", stderr);
        return EXIT_FAILURE;
    }
    bench_begin_run();
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (is_wanted(subjects[i].name, argc, argv))
            measure(&subjects[i]);
    }
    size_t far = bench_end_run();
    return far > 0 && is_strict() ? FAR_OVER_STATUS : EXIT_SUCCESS;
}
