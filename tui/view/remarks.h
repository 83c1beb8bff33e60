/* Remarks: what there is to say of a tenant's dimensions that their table has no columns for, one
 * line each. */
#ifndef VIEW_REMARKS_H
#define VIEW_REMARKS_H

#include "view/view.h"

/* Returns how many lines there are, at most `most`. */
int remark_rows(const struct view *view, int most);

/* Draws as many; in the last of them, how many are left out. */
void draw_remarks(struct view *view, int row, int rows);

#endif
