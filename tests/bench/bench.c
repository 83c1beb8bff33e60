#include "config.h"

#include "bench/bench.h"

#include "support/redis_server.h"
#include "support/wait.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t over;

size_t bench_over(void)
{
    return over;
}

void bench_print(const struct figure *figure)
{
    double ratio = figure->yardstick ? figure->value / figure->yardstick_value : 0;
    bool exceeds = (figure->budget > 0 && figure->value > figure->budget) ||
                   (figure->budget_ratio > 0 && ratio > figure->budget_ratio);

    printf("%-60s %9.2f %-4s", figure->what, figure->value, figure->unit);
    if (figure->budget > 0)
        printf(" budget %8.2f ", figure->budget);
    else if (figure->budget_ratio > 0)
        printf(" budget %7.2fx ", figure->budget_ratio);
    else
        printf(" %15s ", "");
    printf("%-5s", exceeds ? "OVER" : "ok");
    if (figure->yardstick)
        printf("  %.2fx of %.2f %s: %s", ratio, figure->yardstick_value, figure->unit,
               figure->yardstick);
    putchar('\n');
    fflush(stdout);
    over += exceeds;
}

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

int main(int argc, char **argv)
{
#define SUBJECT(name) {#name, bench_##name},
    static const struct subject subjects[] = {BENCH_SUBJECTS(SUBJECT)};

    if (!redis_server_program() || !getenv("DRIFTOP")) {
        fputs("bench: needs redis-server and $DRIFTOP, the program to measure\n", stderr);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (is_wanted(subjects[i].name, argc, argv))
            subjects[i].measure();
    }
    if (bench_over() > 0)
        printf("%zu over budget\n", bench_over());
    return EXIT_SUCCESS;
}
