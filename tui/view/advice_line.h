/* Advice line: the rule of thumb about a tenant, in one line. */
#ifndef VIEW_ADVICE_LINE_H
#define VIEW_ADVICE_LINE_H

#include "view/view.h"

/* Returns whether there is one. */
bool is_advised(const struct tenant_verdict *verdict);

/* Draws it from a column on; nothing where there is none. */
void draw_advice(struct view *view, int row, int column, const struct tenant_verdict *verdict);

#endif
