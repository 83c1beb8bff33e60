/* Interval: how long it usually is from one report to the next. */
#ifndef DRIFT_INTERVAL_H
#define DRIFT_INTERVAL_H

#include "base/stream_id.h"

#define INTERVAL_ARRIVALS 9 /* eight intervals tell which one is usual */

/* Returns the usual time between two of the newest arrivals, of which the first `count`, newest
 * first, and at most INTERVAL_ARRIVALS count: the interval that three quarters of them do not
 * exceed, so that a producer that writes up to four reports at once is not called silent between
 * its bursts; else (also when all came in one burst) the length of a window; else 0. */
int64_t interval_usual(const struct stream_id *arrivals, size_t count, int64_t window_length_ms);

#endif
