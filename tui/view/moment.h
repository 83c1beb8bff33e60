/* Moment: how the dimensions of a tenant were at the cursor, in a few words. */
#ifndef VIEW_MOMENT_H
#define VIEW_MOMENT_H

#include "view/pen.h"
#include "view/view.h"

/* Writes which dimensions of view->tenant were bad in the column of the cursor, or at a time that
 * was gone to, in front of it when that is, and how many of the others were what. */
void write_moment(struct view *view, struct pen *pen);

#endif
