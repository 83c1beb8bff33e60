/* Companions: what the report at the cursor says of the other dimensions: whether it is this one
 * alone. */
#ifndef VIEW_COMPANIONS_H
#define VIEW_COMPANIONS_H

#include "view/view.h"

/* Returns how many rows there are to tell, with the heading; 0: there is nothing. */
int companions_rows(const struct view *view);

/* Draws them in as many rows at most, the worst first, and how many are left out. */
void draw_companions(struct view *view, int row, int rows);

#endif
