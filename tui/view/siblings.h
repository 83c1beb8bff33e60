/* Siblings: the same dimension in the other tenants: whether it is one of them, or all. */
#ifndef VIEW_SIBLINGS_H
#define VIEW_SIBLINGS_H

#include "view/view.h"

/* Returns how many rows there are to tell, with the heading; 0: no other has it. view->portrait is
 * of a dimension. */
int siblings_rows(const struct view *view);

/* Draws a heading, that says how many of them are bad, and as many as have room below, the bad ones
 * first, each of both in the order of names. */
void draw_siblings(struct view *view, int row, int rows);

#endif
