/* Measure: what a dashboard takes of its machine. */
#ifndef SOAK_MEASURE_H
#define SOAK_MEASURE_H

#include "soak/world.h"

struct measure {
    uint64_t heap; /* bytes in use; 0: cannot be told */
    uint64_t resident;
    size_t descriptors;
    int64_t cpu_ms; /* that it has taken so far */
};

/* To be taken when it has nothing to do. */
struct measure measure_take(struct screen_user *user);

#endif
