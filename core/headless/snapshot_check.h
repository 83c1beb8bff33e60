/* Check: the first line of a text snapshot with --exit-code, as a monitoring system takes it from a
 * plug-in: what the exit status says in a sentence, a bar, and figures. */
#ifndef HEADLESS_SNAPSHOT_CHECK_H
#define HEADLESS_SNAPSHOT_CHECK_H

#include "judge/listing.h"
#include "present/verdict_words.h"

/* Appends the line, with its end: "DRIFT DEGRADED - acme faithfulness z -4.2 for 20m; 1 degraded,
 * 11 ok of 12 | degraded=1 warn=0 … total=12". `tenants` are listed worst first; `reason` (NULL:
 * none) is why the status is another than theirs, or why there are none. */
void check_line(struct buffer *out, const struct listing *tenants, int status, const char *reason,
                struct telling telling);

/* The same of a source that could not be read: nothing is counted. */
void check_line_down(struct buffer *out, const char *reason);

#endif
