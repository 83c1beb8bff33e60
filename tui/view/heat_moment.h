/* Heat moment: what was bad in the column of the cursor, over the rows of a heat map: is it one
 * tenant or all, one dimension or all? */
#ifndef VIEW_HEAT_MOMENT_H
#define VIEW_HEAT_MOMENT_H

#include "view/heat_map.h"

struct pen;

/* Writes when the column of the cursor is, and which of the rows were bad in it, and how:
 * "19:20-19:24  4 bad: acme-support D, …". */
void heat_moment_read_out(struct view *view, struct pen *pen, const struct heat_map *map);

/* Draws a heading and, in at most `rows` lines with it, the dimensions that were bad then: in how
 * many of the tenants on the page that have them, and in which. */
void heat_moment_draw(struct view *view, int row, int rows, const struct heat_map *map);

#endif
