/* Fleet: every tenant in one row, the worst first. */
#ifndef SCREEN_FLEET_H
#define SCREEN_FLEET_H

#include "view/view.h"

void draw_fleet(struct view *view);

/* Returns how many tenants fit on the screen. */
size_t fleet_rows(const struct view *view);

/* Returns the lines below the list that show the selected tenant: 0 where there is no room. */
int fleet_pane_rows(const struct view *view);

/* Writes how many tenants are in which state, the worst first, as far as there is room. */
struct pen;
void draw_counts(const struct view *view, struct pen *pen);

#endif
