/* Tenant panels: one tenant with its dimensions as a table, their severity over time, and what
 * happened. The parts of its page, and of the pane below the fleet. */
#ifndef VIEW_TENANT_PANELS_H
#define VIEW_TENANT_PANELS_H

#include "view/view.h"

/* Where the panels stand. 0 rows: left out. A title line comes before each panel's rows. */
struct panels {
    int table_row;
    int table_rows;
    int timeline_row;
    int timeline_rows;
    int chart_row;
    int chart_rows;
    int events_row;
    int events_rows;
};

/* Share the lines from `first` to before `last` out. On a page table and timeline show the same
 * dimensions, unless the table's sparklines are so wide that they tell what a timeline would; chart
 * and events get the rest, of which events may be fewer where `told` lines of the page tell some of
 * what happened. In a pane the chart comes before the timeline. */
struct panels panels_of_page(const struct view *view, int first, int last, int told);
struct panels panels_of_pane(const struct view *view, int first, int last);

/* Returns where the panels show time, below sparklines that stand there. */
struct axis_room tenant_panels_axis(const struct view *view, struct axis_room sparks);

/* Draws who this is, how it is, and how much was reported. */
void draw_tenant_heading(struct view *view, int row);

/* Draws the panels, with the dimensions from `top` on. */
void draw_tenant_panels(struct view *view, const struct panels *panels, size_t top);

#endif
