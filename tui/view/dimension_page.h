/* Dimension page: what a dimension is now, its chart with what stands below it, the reading at the
 * cursor, and where there is room its events and the same dimension in other tenants. */
#ifndef VIEW_DIMENSION_PAGE_H
#define VIEW_DIMENSION_PAGE_H

#include "view/view.h"

/* Returns in how many columns it shows time. */
size_t dimension_page_cells(const struct frame *frame);

/* Draws it from row `first` to before `last`. view->portrait is of a dimension. */
void draw_dimension_page(struct view *view, int first, int last);

#endif
