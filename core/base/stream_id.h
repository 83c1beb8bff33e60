/* Stream ID: the place of an entry in a Redis stream, "ms-seq", and the time axis of driftop.
 * Both halves are unsigned 64-bit numbers; they never go through a double. */
#ifndef BASE_STREAM_ID_H
#define BASE_STREAM_ID_H

#include "base/slice.h"
#include "base/timestamp.h"

#include <stdbool.h>
#include <stdint.h>

struct stream_id {
    uint64_t ms;
    uint64_t seq;
};

#define STREAM_ID_SIZE 44 /* "(" + 20 digits + "-" + 20 digits + NUL, rounded up */
#define STREAM_ID_MIN ((struct stream_id){0, 0})
#define STREAM_ID_MAX ((struct stream_id){UINT64_MAX, UINT64_MAX})

/* 9999-12-31T23:59:59.999Z: an ID behind it is no time that anybody writes, and a stream that holds
 * one numbers all that comes later behind it, or refuses it. */
#define STREAM_ID_LATEST_MS UINT64_C(253402300799999)

/* Reads "ms-seq" or "ms" (seq 0). Returns false for anything else, also for overflow. */
bool stream_id_parse(struct slice text, struct stream_id *id);

/* Writes the full form "ms-seq". */
void stream_id_format(struct stream_id id, char out[static STREAM_ID_SIZE]);

/* Returns a number below, equal to or above 0 as `a` is before, at or after `b`. */
int stream_id_compare(struct stream_id a, struct stream_id b);

/* Returns the neighbour; the ends of the axis stay where they are. */
struct stream_id stream_id_next(struct stream_id id);
struct stream_id stream_id_previous(struct stream_id id);

/* Returns the epoch milliseconds of an ID, cut to what int64_t holds. */
int64_t stream_id_time(struct stream_id id);

/* Returns the first ID of a moment; times before the epoch give STREAM_ID_MIN. */
struct stream_id stream_id_at(int64_t time_ms);

/* Turns a half-open window into the inclusive bounds of XRANGE: `first` is start-0, `last` the ID
 * before end-0 (so that no server needs to know the "(" of Redis 6.2). Returns false for an empty
 * window. */
bool stream_id_bounds(struct time_range window, struct stream_id *first, struct stream_id *last);

#endif
