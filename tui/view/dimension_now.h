/* Dimension now: how a dimension is as of the moment, in the two lines above its chart, and what
 * its values were before it turned and are since. */
#ifndef VIEW_DIMENSION_NOW_H
#define VIEW_DIMENSION_NOW_H

#include "view/pen.h"
#include "view/view.h"

/* Draws tenant, dimension, state and since when; its place among the others and which way is worse.
 * view->portrait is of a dimension, here and below. */
void draw_dimension_heading(struct view *view, int row);

/* Draws the newest figures, and what else there is to say of it. */
void draw_dimension_figures(struct view *view, int row);

/* Writes, at the right: "before 19:22 0.786 (0.770-0.801), since 0.621 (0.604-0.640)". */
void draw_summary(struct view *view, struct pen *pen);

#endif
