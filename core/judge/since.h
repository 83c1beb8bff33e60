/* Since: since when something is as it is. */
#ifndef JUDGE_SINCE_H
#define JUDGE_SINCE_H

#include <stdbool.h>
#include <stdint.h>

struct since {
    int64_t time_ms; /* INT64_MIN: it is not */
    bool before;     /* it began before what is known, of which that is the oldest: in JSON it is
                        null, on a screen "before 18:40" */
};

#define SINCE_NONE ((struct since){.time_ms = INT64_MIN})

#endif
