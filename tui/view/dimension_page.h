/* Dimension page: what a dimension is now, its chart with what stands below it, the reading at the
 * cursor, and where there is room its events and the same dimension in other tenants. */
#ifndef VIEW_DIMENSION_PAGE_H
#define VIEW_DIMENSION_PAGE_H

#include "view/view.h"

/* Returns where it shows time. */
struct axis_room dimension_page_axis(const struct view *view);

/* Draws it from row `first` to before `last`. view->portrait is of a dimension. */
void draw_dimension_page(struct view *view, int first, int last);

#endif
