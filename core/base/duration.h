/* Duration: lengths of time, "15m", "6h", "1h30m", "7d", as whole milliseconds. */
#ifndef BASE_DURATION_H
#define BASE_DURATION_H

#include "base/error.h"

#include <stdint.h>

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR (60 * MS_PER_MINUTE)
#define MS_PER_DAY (24 * MS_PER_HOUR)

/* Reads one or more NUMBER UNIT pairs with the units ms, s, m, h, d, w, largest first; "0" needs no
 * unit, another bare number is an error that says so. Negative and overflowing lengths are errors
 * too. */
bool duration_parse(const char *text, int64_t *duration_ms, struct error *error);

/* Writes the exact form that people use and duration_parse() reads back: "1h30m", "24h", "7d". Days
 * are counted from two on, weeks are not; a negative length gets a leading '-'. */
void duration_format(int64_t duration_ms, char out[static 32]);

/* Writes a rough form of at most four columns for a table: "<1s", "12s", "4m", "47h",
 * "2d", "5w", "3y" (up to 99y); what is negative has not begun, and is "<1s". */
void duration_format_short(int64_t duration_ms, char out[static 8]);

#endif
