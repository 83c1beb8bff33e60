/* Compared: what a dimension was at the time that the range is held against, and what is otherwise
 * now. */
#ifndef VIEW_COMPARED_H
#define VIEW_COMPARED_H

#include "view/pen.h"
#include "view/view.h"

/* What is known of that time. */
enum compared_kind {
    COMPARED_LOADING, /* nothing yet */
    COMPARED_EARLIER, /* it lies before the oldest entry that is kept */
    COMPARED_NONE,    /* no report named it then */
    COMPARED_THERE
};

struct compared {
    enum compared_kind kind;
    int64_t time_ms; /* of the report, where it is there; else the moment that was looked for */
    struct sample sample;
};

/* Looks for what a dimension of view->tenant was before a moment by as much as is compared with.
 * There is a comparison. */
struct compared compared_with(const struct view *view, size_t column, int64_t time_ms);

/* Writes in a line what view->portrait's dimension was then beside what it was at the cursor, the
 * difference, and whether it was bad then, too. */
void draw_compared(struct view *view, int row);

/* Writes by how much a dimension is another than it was then, as it is known at the cursor: in
 * percent, in at most 6 columns; "-" where one of both is not known. */
void write_compared_change(const struct view *view, size_t column, char out[static 16]);

#endif
