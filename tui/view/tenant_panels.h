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
    int events_row;
    int events_rows;
};

/* Share the lines from `first` to before `last` out: on a page table and timeline show the same
 * dimensions and the events get the rest; in a pane the events come last, if at all. */
struct panels panels_of_page(int first, int last, size_t dimensions);
struct panels panels_of_pane(int first, int last, size_t dimensions);

/* Draws who this is, how it is, and how much was reported. */
void draw_tenant_heading(struct view *view, int row);

/* Draws the panels, with the dimensions from `top` on. */
void draw_tenant_panels(struct view *view, const struct panels *panels, size_t top);

#endif
