/* Dimension panels: what stands below the chart of a dimension's page: its events and statistics,
 * the other dimensions at the cursor, the same one in other tenants; side by side where there is
 * width for it. */
#ifndef VIEW_DIMENSION_PANELS_H
#define VIEW_DIMENSION_PANELS_H

#include "view/view.h"

/* Returns how many of `most` rows they need. view->portrait is of a dimension. */
int dimension_panels_rows(const struct view *view, int most);

void draw_dimension_panels(struct view *view, int row, int rows);

#endif
