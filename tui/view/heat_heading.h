/* Heat heading: the line that says what a heat map shows and what its signs are; and these. */
#ifndef VIEW_HEAT_HEADING_H
#define VIEW_HEAT_HEADING_H

#include "view/heat_map.h"

/* Returns the sign of a heat, each another one, so that no colour is needed; and its role. */
uint32_t heat_character(const struct view *view, enum heat heat);
enum role heat_role(enum heat heat);

void heat_heading_draw(struct view *view, int row, const struct heat_map *map);

#endif
