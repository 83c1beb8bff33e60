/* Figure: lengths of time in evidence, as exact as they are worth reading, and counts. */
#ifndef DOCTOR_FIGURE_H
#define DOCTOR_FIGURE_H

#include "base/integer.h"

#include <stdint.h>

#define FIGURE_SIZE 32

/* Writes a length of time, at least 0, without what is too small beside it: "9d5h", "3h20m",
 * "9m59s", "0s". */
void figure_duration(int64_t duration_ms, char out[static FIGURE_SIZE]);

/* The same of hours; what is above a century is one. */
void figure_hours(double hours, char out[static FIGURE_SIZE]);

/* Writes a count with its digits in groups, "30,000", and returns `out`. */
const char *figure_count(uint64_t count, char out[static INTEGER_GROUPED_SIZE]);

/* The same as an argument; it lasts as long as the block that it stands in. */
#define FIGURE_COUNT(count) figure_count((count), (char[INTEGER_GROUPED_SIZE]){0})

#endif
