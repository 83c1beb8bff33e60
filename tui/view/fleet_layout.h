/* Fleet layout: what the rows of the fleet's page are for. The list comes first, at the bottom what
 * concerns all; between them, as far as there is room, the selected tenant: on a tall screen as its
 * page shows it, else in three lines. */
#ifndef VIEW_FLEET_LAYOUT_H
#define VIEW_FLEET_LAYOUT_H

#include "view/view.h"

#define FLEET_SUMMARY_ROW 1
#define FLEET_TITLE_ROW 2
#define FLEET_FIRST_ROW 3

/* Rows; 0: it is left out. */
struct fleet_layout {
    int list_rows; /* from FLEET_FIRST_ROW on */
    int now_row;   /* what several tenants have in common */
    int lines_row; /* three lines about the selected tenant */
    int pane_row;  /* or its panels */
    int end;       /* behind them */
    int told_row;  /* what is told of the whole fleet */
};

/* Depends on how many tenants there are, whatever the filter, so that nothing moves while one is
 * typed. */
struct fleet_layout fleet_layout(const struct view *view);

#endif
