/* Change: how far a dimension is from its baseline, and whether that is the bad way. */
#ifndef VIEW_CHANGE_H
#define VIEW_CHANGE_H

#include "view/table.h"
#include "view/view.h"

/* Writes the change into a column: in the colour of its state where the dimension is in trouble and
 * known to be so on that side of its baseline, else in `role`. Where the column has room for more
 * than the figure, an arrow says which way. */
void draw_change(const struct view *view, int row, const struct column *column,
                 const struct tenant *tenant, const struct dimension_verdict *verdict,
                 enum role role);

#endif
