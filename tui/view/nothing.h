/* Nothing: what stands in place of the tenants where there is none to show. */
#ifndef VIEW_NOTHING_H
#define VIEW_NOTHING_H

#include "view/view.h"

/* Says why there is nothing to see, and what can be done, in the rows from `row` to in front of
 * `end`. */
void draw_nothing(const struct view *view, int row, int end);

#endif
