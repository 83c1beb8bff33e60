/* Counts: how many tenants are in which state, in one row. */
#ifndef VIEW_COUNTS_H
#define VIEW_COUNTS_H

#include "view/view.h"

/* Writes into a row how many tenants are in each state, the worst first: in words, or in letters
 * where words do not fit ("D2 W3 ok12"); at its right how many are not judged yet, and which of the
 * `rows` that the list has from `top` on are shown where that is not all. */
void draw_counts(const struct view *view, int row, size_t top, size_t rows);

#endif
