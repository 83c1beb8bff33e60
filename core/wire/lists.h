/* Lists: the names in `degraded` and `warned`, and whether they agree with the dimensions. */
#ifndef WIRE_LISTS_H
#define WIRE_LISTS_H

#include "drift/report.h"

/* Returns a list joined with ',', which is how an original RedisSink does it, joined with '|'
 * instead, and any other as it is. Names with a comma in them stay whole where the dimensions of
 * `severity` show that they are names. */
struct slice list_with_bars(struct report *report, struct slice list, enum severity severity);

/* Returns the names of the dimensions of a severity, joined with '|'. */
struct slice list_derive(struct report *report, enum severity severity);

/* Returns how many names contradict the dimensions, which are believed: those in a list of another
 * severity than their own, and dimensions in trouble that are in no list. A dimension whose word of
 * severity is not known agrees with every list. */
uint32_t lists_disagreements(const struct report *report);

#endif
