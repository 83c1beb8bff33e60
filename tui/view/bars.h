/* Bars: the lines that every page has: the header on top, the status and the keys at the bottom. */
#ifndef VIEW_BARS_H
#define VIEW_BARS_H

#include "view/view.h"

void draw_header(struct view *view);

/* Draws the prompt, while one is open, or how the source is. */
void draw_status(struct view *view);
void draw_keys(struct view *view);

/* Draws both: the foot of most screens. */
void draw_foot(struct view *view);

#endif
