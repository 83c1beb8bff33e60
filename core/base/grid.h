/* Grid: a window cut into buckets of one width, aligned so that they begin at the same clock times
 * every day. A bucket's limits therefore never depend on when somebody looks, and a sparkline moves
 * only when a new bucket begins. */
#ifndef BASE_GRID_H
#define BASE_GRID_H

#include "base/timestamp.h"

#include <stddef.h>

#define GRID_FEW 10

struct time_grid {
    int64_t start_ms; /* of the first bucket */
    int64_t width_ms; /* of each bucket */
    size_t count;     /* at least 1 */
};

/* Cuts `range` into at most `max_buckets` buckets (at least 1) of the smallest width that divides a
 * day (whole seconds; for shorter ranges whole milliseconds that divide a second) or is a whole
 * number of days. The last bucket holds the last moment of the range. There are ceil(length /
 * width) of them, so that an hour is 60 minutes at every moment: less than one bucket at the
 * beginning of the range may be left out. Where that makes fewer than GRID_FEW, it is too much to
 * leave out, and the first bucket may begin before the range instead. Alignment is to midnight in
 * `zone`, with the zone's offset at the range's end, also across a change to or from daylight
 * saving time.
 *
 * With `max_buckets` below GRID_FEW nothing is aligned: the buckets are equal parts of the range
 * that end with it, in whole milliseconds. */
struct time_grid grid_of(struct time_range range, size_t max_buckets, enum time_zone zone);

/* Returns the range of the bucket `index`, and of all of them. */
struct time_range grid_bucket(const struct time_grid *grid, size_t index);
struct time_range grid_range(const struct time_grid *grid);

/* Returns the grid of the buckets [first, end) alone. */
struct time_grid grid_part(const struct time_grid *grid, size_t first, size_t end);

/* Returns the bucket that holds `time_ms`, or `grid->count` when none does. */
size_t grid_index(const struct time_grid *grid, int64_t time_ms);

#endif
