/* Complete: what an entry and a line have in common once all of their fields were read. */
#ifndef WIRE_COMPLETE_H
#define WIRE_COMPLETE_H

#include "drift/report.h"

/* No time in ISO 8601 is longer, and no sink writes a longer list. */
#define WINDOW_TEXT_MAX 64
#define LIST_TEXT_MAX 16384

/* Copy the text of a time or of a list. What is empty (a time only) or too long has no data then,
 * as if it were missing. */
struct slice window_text(struct report *report, struct slice text);
struct slice list_text(struct report *report, struct slice text);

/* Lets the lists decide what the words of severity do not, counts the fields that are missing,
 * derives the lists that are (where the report says of every dimension how it is), compares the
 * others with the dimensions, and takes the fingerprint. */
void report_complete(struct report *report);

#endif
