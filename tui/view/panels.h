/* Panels: the parts of a tenant's page. Each draws `rows` lines from `row` on. */
#ifndef VIEW_PANELS_H
#define VIEW_PANELS_H

#include "view/view.h"

/* Draw the dimensions from `top` on: titles, and one line for each; the timeline by the
 * page's axis. */
void draw_dimension_table(struct view *view, int row, int rows, size_t top);
void draw_timeline(struct view *view, int row, int rows, size_t top);

/* Returns where the timeline has room on a page without sparklines. */
struct axis_room timeline_room(const struct view *view);

/* Returns where the table has room for sparklines on a page of its own. It draws them where the
 * page's axis has some, and what is told of a dimension in front of them. */
struct axis_room dimension_table_sparks(const struct view *view);

/* Lays the selection over a line of that table. */
void select_dimension_row(struct view *view, int row);

/* Draws the newest events of the window: a title, and one line for each. */
void draw_events(struct view *view, int row, int rows);

/* The same of one dimension; and how many rows that takes, with its title. */
int dimension_events_rows(const struct view *view, size_t dimension);
void draw_dimension_events(struct view *view, int row, int rows, size_t dimension);

/* Returns the column where the table's figures and the timeline's bars begin. */
int panel_names_end(const struct view *view);

#endif
