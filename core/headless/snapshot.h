/* Snapshot: the window as text, JSON, CSV or OpenMetrics, once, without a terminal. */
#ifndef HEADLESS_SNAPSHOT_H
#define HEADLESS_SNAPSHOT_H

#include "headless/options.h"
#include "judge/listing.h"
#include "present/glyphs.h"

#include <stdio.h>

/* Opens the source, loads the window of every selected tenant, prints to `out` and returns the exit
 * status. Reasons for a failure go to standard error. */
int snapshot_run(const struct options *options, FILE *out);

/* What a snapshot says besides the tenants, which are judged as of the end of its window. */
struct snapshot_frame {
    const char *source;
    const char *looked_for; /* which streams, for when there are none */
    int64_t generated_ms;
    struct time_range window;
    size_t buckets;
    enum time_zone zone;
};

/* Print the listed tenants; the formats are described in the manual.
 * With `ascii` text has no other characters, whatever the glyphs. Return false when `out` failed.
 */
bool snapshot_text(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame,
                   const struct glyphs *glyphs, bool ascii);
bool snapshot_json(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame);
bool snapshot_csv(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame);
bool snapshot_openmetrics(FILE *out, const struct listing *tenants,
                          const struct snapshot_frame *frame);

/* Prints that the source could not be read. */
bool snapshot_openmetrics_down(FILE *out);

#endif
