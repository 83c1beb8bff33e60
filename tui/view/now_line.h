/* Now line: what several tenants have in common, or that only those are listed. */
#ifndef VIEW_NOW_LINE_H
#define VIEW_NOW_LINE_H

#include "view/view.h"

bool has_now_line(const struct view *view);
void draw_now_line(struct view *view, int row);

#endif
