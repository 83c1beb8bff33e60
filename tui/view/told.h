/* Told: what there is to say of the whole fleet beside its counts, in one line. */
#ifndef VIEW_TOLD_H
#define VIEW_TOLD_H

#include "view/view.h"

/* Returns true where there is something: it stopped at once, or holds tenants that nobody asks for
 * any more, or streams without a single report. */
bool fleet_is_told(const struct view *view);

/* Draws that. */
void draw_told(struct view *view, int row);

#endif
