/* Inset: a part of a page that is drawn as if it were a page of its own, so that panels which take
 * the width of a page can stand side by side. */
#ifndef VIEW_INSET_H
#define VIEW_INSET_H

#include "view/view.h"

/* Zero-initialised is ready. */
struct inset {
    struct view view; /* to draw with: its frame is that of the inset */
    struct frame frame;
};

/* Begins an inset of that size; ends it, and puts it into its place. */
void inset_begin(struct inset *inset, const struct view *view, int columns, int rows);
void inset_end(struct inset *inset, struct view *view, int row, int column);

#endif
