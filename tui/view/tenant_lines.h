/* Tenant lines: the selected tenant in three lines: its whole name with the dimension that is told
 * of it, what else is bad, and advice. */
#ifndef VIEW_TENANT_LINES_H
#define VIEW_TENANT_LINES_H

#include "view/view.h"

#define TENANT_LINES 3

void draw_tenant_lines(struct view *view, int row, const struct tenant_verdict *verdict);

#endif
