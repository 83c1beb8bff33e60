/* Event table: what happened, one line each, and what there is to say of the selected one. */
#ifndef VIEW_EVENT_TABLE_H
#define VIEW_EVENT_TABLE_H

#include "view/event_rows.h"
#include "view/view.h"

/* Draws whose events they are, what they amount to, and which are shown of `rows` that fit. */
void draw_events_heading(struct view *view, int row, size_t top, size_t rows);

/* Draws titles, and below them a line for each from `top` on. */
void draw_events_table(struct view *view, int row, size_t rows, size_t top, size_t selected);

/* Says in one line what the list does not cover; nothing where it covers all. */
void draw_events_cover(struct view *view, int row);

/* Tells of one event, by its place in the list, all that there is to tell, in `rows` lines. */
void draw_events_selected(struct view *view, int row, int rows, size_t selected);

#endif
