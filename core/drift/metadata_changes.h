/* Metadata changes: when the reports of a dimension began to say something else of how its values
 * come about, found in the history. */
#ifndef DRIFT_METADATA_CHANGES_H
#define DRIFT_METADATA_CHANGES_H

#include "drift/tenant.h"

/* Between two reports that tell metadata, one right after the other. */
struct metadata_change {
    struct stream_id before;
    struct stream_id now;
    uint8_t from; /* numbers in the dimension's table */
    uint8_t to;
};

/* Fills `changes` with the newest `capacity` changes of a dimension that a report of the window
 * brought, newest first, and returns how many there are in `changes`; `*total` (may be NULL) is how
 * many there are in all. Reports without metadata, duplicates and time of which nothing is known
 * are no change. Blocks of a span in which nothing changes are passed over. */
size_t metadata_changes(const struct tenant *tenant, size_t dimension, struct time_range window,
                        struct metadata_change *changes, size_t capacity, size_t *total);

#endif
