/* Fleet columns: what the fleet's list tells of each tenant, and where it stands. */
#ifndef VIEW_FLEET_COLUMNS_H
#define VIEW_FLEET_COLUMNS_H

#include "view/table.h"
#include "view/view.h"

enum fleet_column {
    FLEET_STATE,
    FLEET_TENANT,
    FLEET_WORST,
    FLEET_NOW,
    FLEET_BASE,
    FLEET_CHANGE,
    FLEET_Z,
    FLEET_SINCE,
    FLEET_FOR,
    FLEET_NEWEST,
    FLEET_EVERY,
    FLEET_DIMENSIONS,
    FLEET_SPARK,
    FLEET_COLUMNS
};

/* Lays the columns out over the width of the frame. */
void fleet_columns_lay_out(const struct view *view, struct column columns[static FLEET_COLUMNS]);

/* Returns where the last one is, in which time goes to the right. */
struct axis_room fleet_columns_sparks(const struct view *view);

/* Writes their titles into a row, with a mark at the one that sorts. */
void fleet_columns_titles(struct view *view, int row, const struct column *columns);

#endif
