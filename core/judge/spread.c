#include "config.h"

#include "judge/spread.h"

#include <math.h>
#include <stdlib.h>

#define MAD_AS_SD 1.4826 /* of a normal distribution */

static int compare_values(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;

    return (left > right) - (left < right);
}

/* A few are put in order faster by hand. */
static void sort(double *values, size_t count)
{
    if (count > SPREAD_VALUES) {
        qsort(values, count, sizeof(values[0]), compare_values);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        double value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

double median_of(double *values, size_t count)
{
    sort(values, count);
    double upper = values[count / 2];
    double lower = values[(count - 1) / 2];
    return lower == upper ? lower : lower / 2 + upper / 2;
}

static double standard_deviation(const double *values, size_t count)
{
    double mean = 0;
    double squares = 0;

    for (size_t i = 0; i < count; i++)
        mean += values[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean) / (double)count;
    return sqrt(squares);
}

struct spread spread_of(double *values, size_t count)
{
    struct spread spread = {.median = median_of(values, count)};
    double half = standard_deviation(values, count) / 2;

    for (size_t i = 0; i < count; i++)
        values[i] = fabs(values[i] - spread.median);
    double mad = MAD_AS_SD * median_of(values, count);
    spread.width = mad > half ? mad : half;
    return spread;
}
