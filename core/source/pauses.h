/* Pauses: the evidence of usual pauses that sources give which know all that came: see
 * judge/silence.h. */
#ifndef SOURCE_PAUSES_H
#define SOURCE_PAUSES_H

#include "drift/tenant.h"

/* Returns the moment whose neighbourhood is asked for: `day` 0 is a day before `now_ms`, 1 two. */
int64_t pauses_moment(int64_t now_ms, size_t day);

/* Returns true when what a tenant's evidence says holds at `now_ms`, or nobody will ask: something
 * came within the last minutes. */
bool pauses_hold(const struct tenant *tenant, int64_t now_ms);

#endif
