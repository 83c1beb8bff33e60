/* Moment: how the dimensions of a tenant were at the cursor, in a few words. */
#ifndef VIEW_MOMENT_H
#define VIEW_MOMENT_H

#include "view/pen.h"
#include "view/view.h"

/* Writes a moment, with its day where that may be another one. */
void pen_moment(struct pen *pen, const struct view *view, int64_t time_ms);

/* Writes the moment of the cursor, which dimensions of view->tenant were bad in its column, and how
 * many of the others were what. */
void write_moment(struct view *view, struct pen *pen);

#endif
