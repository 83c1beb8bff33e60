/* Scale: which values stand at the bottom and at the top of a chart. It grows at once when a value
 * lies outside and shrinks only when another window is looked at: a value never moves the picture
 * but where it would not be in it. */
#ifndef VIEW_SCALE_H
#define VIEW_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised has no limits yet. */
struct scale {
    double low;
    double high; /* > low */
    double step; /* between labels, a round number; the limits are multiples of it */
};

/* Makes values from `low` to `high` (finite) lie within the scale, which stays as it is where they
 * do. */
void scale_fit(struct scale *scale, double low, double high);

/* Returns the level, from 0 to `levels` - 1, at which a finite value stands; beyond the limits at
 * the limit. */
int scale_level(const struct scale *scale, double value, int levels);

/* Writes the value of a label in at most 7 columns, with the decimals that the step needs. */
#define SCALE_LABEL_SIZE 16
void scale_label(const struct scale *scale, double value, char out[static SCALE_LABEL_SIZE]);

/* The scale of what is looked at, until something else is. */
struct scale_view {
    uint64_t tenant; /* its number */
    size_t dimension;
    int64_t length_ms; /* of the window, */
    int64_t end_ms;    /* and its end, where it stands; 0: it runs */
    size_t cells;      /* columns of the page that it is drawn on */
    bool loading;      /* not all of it is there: a part says little of the scale */
};

struct scale_memo {
    struct scale scale;
    struct scale_view of;
};

/* Returns the scale for what is looked at, fitted to its values. */
const struct scale *scale_memo_fit(struct scale_memo *memo, const struct scale_view *of, double low,
                                   double high);

#endif
