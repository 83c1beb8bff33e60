/* Axis labels: round times over or under columns that stand for time. */
#ifndef VIEW_AXIS_LABELS_H
#define VIEW_AXIS_LABELS_H

#include "view/view.h"

/* Writes them into a row, each from the column on in which its moment lies; `per_cell` buckets of
 * the grid make a column, of which the first is `left`. What has no room is left out. */
void draw_axis_labels(struct frame *frame, int row, int left, const struct time_grid *grid,
                      size_t per_cell, enum time_zone zone);

/* Writes those of an axis, and marks the column of the cursor where the operator has put it. Says
 * until when the axis stands as it is. */
void draw_axis(struct view *view, int row, const struct axis *axis);

/* The same behind a title, which takes the place of the first of them. */
void draw_axis_title(struct view *view, int row, const struct axis *axis, const char *title);

#endif
