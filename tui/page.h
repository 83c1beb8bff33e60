/* Page: the whole of the frame, made of its bars and of the body that the screen on top draws. */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include "view/view.h"

/* Below this there is only room for the most important line. */
#define PAGE_MINIMUM_COLUMNS 60
#define PAGE_MINIMUM_ROWS 12
#define PAGE_FOOT_ROWS 2 /* status and keys */

/* Clears the frame and writes all of it. */
void page_draw(struct view *view);

#endif
