/* Tenant: one tenant's page: its dimensions as a table, their severity over time, what happened. */
#ifndef SCREEN_TENANT_H
#define SCREEN_TENANT_H

#include "view/view.h"

void draw_tenant(struct view *view);

/* Draws the same in the rows from `first` to before `last`, as far as there is room. */
void draw_tenant_pane(struct view *view, int first, int last);

/* Returns how many dimensions fit on the page. */
size_t tenant_rows(const struct view *view);

#endif
