/* Fingerprint: 64 bits of a report's window and content, by which the same report is known when it
 * comes a second time. */
#ifndef WIRE_FINGERPRINT_H
#define WIRE_FINGERPRINT_H

#include "drift/report.h"

/* Returns the fingerprint of a report that is complete. It is taken of what was read and not of the
 * bytes, so that a report keeps it on its way through export and emit: window, names, severities,
 * numbers and metadata, and words of severity that are not known. Without its window a report has
 * none, 0: equal values are no proof. One that keeps the texts of its numbers, to be passed on,
 * always has one, which is of these: to tell it from another entry of the same ID. */
uint64_t report_fingerprint(struct report *report);

#endif
