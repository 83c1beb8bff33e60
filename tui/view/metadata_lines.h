/* Metadata lines: what changed in the metadata of a tenant, before what did not, whole: over as
 * many lines as it takes; and its marks on an axis. */
#ifndef VIEW_METADATA_LINES_H
#define VIEW_METADATA_LINES_H

#include "axis.h"
#include "view/view.h"

/* Return how many lines there are to tell of the window; where that is more than `most`, as many as
 * have room for whole changes, and for the newest one anyhow. Of all dimensions what changed is
 * told, of a single one also what did not. */
int metadata_rows(const struct view *view, size_t dimension, int most);

/* Draws as many from `row` on, and how many changes are left out. */
void draw_metadata_lines(struct view *view, size_t dimension, int row, int rows);

/* Marks the columns of an axis in which metadata changed, in the row of its labels. */
void draw_metadata_marks(struct view *view, size_t dimension, int row, const struct axis *axis);

#endif
