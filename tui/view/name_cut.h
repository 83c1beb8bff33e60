/* Name cut: names that are too long for their column lose their middle, at a place where as few of
 * those that are seen look alike as can be. */
#ifndef VIEW_NAME_CUT_H
#define VIEW_NAME_CUT_H

#include "frame.h"

/* Returns how many columns of its beginning such a name keeps, of `width` that it has; behind the
 * ellipsis comes its end. */
int name_cut_head(const struct slice *names, size_t count, int width);

/* Writes a name (raw bytes) so. */
void name_cut_draw(struct frame *frame, int row, int column, int width, struct slice name, int head,
                   enum role role);

#endif
