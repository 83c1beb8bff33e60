/* Placed: whether a line has a place in time that a report can have. */
#ifndef SOURCE_FILE_PLACED_H
#define SOURCE_FILE_PLACED_H

#include "base/error.h"
#include "drift/report.h"

/* Returns false, with the reason, for a report without a place in time, and for one before 1970 or
 * behind the year 9999. */
bool report_is_placed(const struct report *report, struct error *error);

#endif
