/* Siblings: the same dimension in the other tenants: whether it is one of them, or all. */
#ifndef VIEW_SIBLINGS_H
#define VIEW_SIBLINGS_H

#include "view/view.h"

/* Draws a heading, that says how many of them are bad, and `rows` of them below, in the order of
 * the fleet. view->portrait is of a dimension. */
void draw_siblings(struct view *view, int row, int rows);

#endif
