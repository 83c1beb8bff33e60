/* Interval: how long it usually is from one arrival to the next. */
#ifndef DRIFT_INTERVAL_H
#define DRIFT_INTERVAL_H

#include "drift/recent.h"

#define INTERVAL_STEPS_MIN 4 /* with fewer, the windows of the reports are asked, too */

/* Returns the usual time between two of the newest RECENT_STATE arrivals before entry `end`, 0
 * unknown. What comes within a second, or within a tenth of the time by which its window moved on,
 * is one arrival: a replay, a backfill, a queue that empties. Usual is the step that nine in ten do
 * not exceed: one outage is no rhythm. */
int64_t interval_usual(const struct recent *recent, size_t end);

/* Returns how many steps from one arrival to the next there are among these. */
size_t interval_steps(const struct recent *recent, size_t end);

#endif
