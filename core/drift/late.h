/* Late rows: rows of a history that came when newer ones were there already. They are kept in order
 * until they are put between those, many at once: see history_settle(). */
#ifndef DRIFT_LATE_H
#define DRIFT_LATE_H

#include "drift/span.h"

/* Zero-initialised is empty and ready. */
struct late_rows {
    struct span_row *rows; /* in order of their IDs */
    size_t count;
    size_t capacity;
    struct sample **samples; /* of each */
    size_t samples_capacity;
};

/* Adds a copy of a row whose ID none of them has. */
void late_add(struct late_rows *late, const struct span_row *row);

/* Returns how many rows have an ID before that one. */
size_t late_find(const struct late_rows *late, struct stream_id id);

/* Forgets all rows, and frees the memory. */
void late_clear(struct late_rows *late);

#endif
