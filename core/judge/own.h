/* Own: the known readings of a dimension that its reports name, without what follows from others:
 * the ones that have a severity of their own, and a value where that is asked for. */
#ifndef JUDGE_OWN_H
#define JUDGE_OWN_H

#include "judge/account.h"
#include "judge/spread.h"

struct own_readings {
    const struct sequence *sequence;
    size_t count;
    uint16_t reports[RECENT_MAX];
    struct own_reading {
        double value; /* NaN unknown, also of a brief one */
        double baseline;
        double z;
        enum severity severity;
    } list[RECENT_MAX]; /* oldest first */
};

/* Finds them; with `valued` only those with a known value. */
void own_find(struct own_readings *own, const struct account *account, bool valued);

/* Returns true when a reading is warn or worse. */
bool own_is_bad(const struct own_readings *own, size_t index);

/* Bad readings with at most single ok ones between them. */
struct incident {
    size_t first;
    size_t last;
};

/* Finds the newest incident of at least two bad readings before reading `end`; false: there is
 * none. */
bool own_incident(const struct own_readings *own, size_t end, struct incident *incident);

/* Copies the values of the newest ok readings before reading `end`, at most SPREAD_VALUES, the
 * newest first, and returns how many; `baselines` (may be NULL) gets those that are known, and
 * `*baseline_count` how many. */
size_t own_ok_values(const struct own_readings *own, size_t end, double values[SPREAD_VALUES],
                     double *baselines, size_t *baseline_count);

#endif
