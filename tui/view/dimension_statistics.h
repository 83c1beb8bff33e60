/* Dimension statistics: what a dimension did in the window, told in numbers. */
#ifndef VIEW_DIMENSION_STATISTICS_H
#define VIEW_DIMENSION_STATISTICS_H

#include "view/view.h"

/* Returns how many rows there are to tell, with the heading; 0: there is nothing. view->portrait is
 * of a dimension. */
int dimension_statistics_rows(const struct view *view);

/* Draws them in as many rows at most. */
void draw_dimension_statistics(struct view *view, int row, int rows);

#endif
