/* Not back: a dimension that its producer calls ok again, while its value has not come back to
 * where it was before the trouble began: the baseline moved along. */
#ifndef JUDGE_NOT_BACK_H
#define JUDGE_NOT_BACK_H

#include "judge/own.h"

struct not_back {
    bool is;
    double value_before;    /* the usual value before the trouble */
    double baseline_before; /* NaN unknown */
    int64_t since_ms;       /* of the first bad reading */
};

#define NOT_BACK_NONE ((struct not_back){.since_ms = INT64_MIN})

/* Returns whether a dimension that is ok and present has come back. */
struct not_back not_back_find(const struct account *account);

#endif
