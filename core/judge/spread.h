/* Spread: where values usually are, and how far they usually lie from there. */
#ifndef JUDGE_SPREAD_H
#define JUDGE_SPREAD_H

#include <stddef.h>

#define SPREAD_VALUES 20    /* so many ok ones tell what is usual */
#define SPREAD_VALUES_MIN 5 /* fewer tell nothing */

struct spread {
    double median;
    double width; /* max(1.4826 * MAD, SD / 2): the median absolute deviation as a standard
                     deviation, and of values of which most are alike at least half of that */
};

/* Returns the median of at least one value; of an even number the mean of the two in the middle.
 * They are put in order. */
double median_of(double *values, size_t count);

/* Returns the spread of at least one value; they are lost. */
struct spread spread_of(double *values, size_t count);

#endif
