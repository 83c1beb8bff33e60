/* Axis: the columns of a page that stand for time, the same for all of its panels. A grid begins at
 * round times; one that runs stands still while it fills and then jumps by a quarter of its width,
 * so that what is new costs a column and not the whole picture. */
#ifndef TUI_AXIS_H
#define TUI_AXIS_H

#include "base/grid.h"
#include "base/stream_id.h"

#include <stdbool.h>

/* Where time has its place on a page. Without cells it has none. */
struct axis_room {
    int left;        /* the frame's column of the first cell */
    size_t cells;    /* columns */
    size_t per_cell; /* buckets in each of them */
    size_t sparks;   /* of so many columns are the page's sparklines, which show the same time and
                        end with it: a whole part of `cells`; 0: they have an axis of their own */
};

/* Zero-initialised there is none. */
struct axis {
    struct time_grid grid;
    size_t per_cell; /* buckets in each column */
    size_t cells;
    int left;                /* the frame's column of the first */
    size_t sparks;           /* as in struct axis_room */
    int64_t cursor_ms;       /* the moment that is read out: where the operator has the cursor, */
    bool chosen;             /* or, unless that is so, the newest */
    bool exact;              /* that very moment is meant, and not its column */
    struct stream_id report; /* that tells of it; STREAM_ID_MIN: none */
};

/* Cuts a window into the columns that there is room for. Their width is the same for every window
 * of that length. One that runs begins at or before its window, with room for a quarter more behind
 * its end at most; one that stands ends with it. The cursor is left for the caller. */
struct axis axis_make(struct time_range window, struct axis_room room, bool runs,
                      enum time_zone zone);

/* Returns the room that ends with that of the sparklines and is a whole multiple of it, as far as
 * there is room from column `first` on. */
struct axis_room axis_room_of_sparks(struct axis_room sparks, int first);

/* Returns the axis of the sparklines of a page. */
struct axis axis_of_sparks(const struct axis *axis);

/* Returns the column of a moment; the number of columns where it lies outside. */
size_t axis_cell(const struct axis *axis, int64_t time_ms);

/* Returns the time of a column. */
struct time_range axis_cell_range(const struct axis *axis, size_t cell);

/* Returns the step of labels, in round lengths, that leaves `columns` columns for each. */
int64_t axis_label_step(const struct time_grid *grid, size_t columns);

/* Returns the first multiple of a step, in a zone, that is not before a moment. */
int64_t axis_first_label(int64_t time_ms, int64_t step_ms, enum time_zone zone);

#endif
