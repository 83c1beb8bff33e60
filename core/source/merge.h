/* Merge: records of several lanes, in order within each, brought into one order by their IDs.
 *
 * A record is let past only when no lane can still bring an older one: a lane that waits for
 * records and has none at hand holds all others back. */
#ifndef SOURCE_MERGE_H
#define SOURCE_MERGE_H

#include "base/buffer.h"
#include "base/slice.h"
#include "base/stream_id.h"

#include <stdbool.h>

struct merge_record {
    struct stream_id id;
    size_t size;
};

/* One lane, embedded in what its user knows of it. Zero-initialised is empty. */
struct merge_lane {
    struct buffer bytes; /* of the records at hand, one behind the other */
    size_t taken;        /* bytes at the front that were handed out */
    struct merge_record *records;
    size_t first;
    size_t count; /* at hand */
    size_t capacity;
    bool waiting; /* more is under way */
};

/* Zero-initialised is empty and ready. */
struct merge {
    struct merge_lane **heap; /* lanes with records at hand, the oldest record first */
    size_t count;
    size_t capacity;
    size_t held_back; /* lanes that wait and have none */
};

/* Says whether more records of a lane are under way. */
void merge_wait(struct merge *merge, struct merge_lane *lane, bool waiting);

/* Adds a record whose bytes the caller has appended to lane->bytes. IDs grow within a lane. */
void merge_add(struct merge *merge, struct merge_lane *lane, struct stream_id id, size_t size);

/* Takes the oldest record. Returns its lane, or NULL when there is none or a lane holds it back.
 * The bytes are valid until something is done with the lane. */
struct merge_lane *merge_take(struct merge *merge, struct stream_id *id, struct slice *bytes);

/* Frees the memory of a lane, which must not be used any more; and of the merge. */
void merge_lane_free(struct merge_lane *lane);
void merge_free(struct merge *merge);

#endif
