/* Heat map: tenants, or the dimensions of one, against time: the worst state of each column. Only
 * the rows on the screen are loaded, and only these are counted. */
#ifndef VIEW_HEAT_MAP_H
#define VIEW_HEAT_MAP_H

#include "view/heat_memo.h"
#include "view/view.h"

/* What its rows are. */
/* Where its rows begin on the screen. */
#define HEAT_MAP_FIRST_ROW 3

struct heat_map {
    const struct tenant_verdict *of; /* whose dimensions they are; NULL: tenants */
    size_t count;
    size_t top; /* the first that is shown */
};

/* One of them: a tenant as a whole, or one dimension of it. */
struct heat_map_row {
    const struct tenant_verdict *tenant;
    size_t dimension; /* or HEAT_ALL_DIMENSIONS */
    bool lacks;       /* it has no such dimension: there is nothing to show */
};

/* Return the map of the tenants that are listed, each as a whole or by the dimension that the
 * operator chose; and of the dimensions of the tenant whose ranking view->ranking is. */
struct heat_map heat_map_of_fleet(const struct view *view, size_t top);
struct heat_map heat_map_of_tenant(const struct view *view, const struct tenant_verdict *tenant,
                                   size_t top);

/* Returns where it shows time, and how many rows there is room for. */
struct axis_room heat_map_room(const struct view *view);
size_t heat_map_rows(const struct view *view, const struct heat_map *map);

/* Returns how many of its rows are shown; and one of them, counted from 0, as they stand. */
size_t heat_map_shown(const struct view *view, const struct heat_map *map);
struct heat_map_row heat_map_row(const struct view *view, const struct heat_map *map, size_t index);

/* Returns its cells by view->axis, and the name that stands before them. */
const struct heat_row *heat_map_cells(struct view *view, const struct heat_map_row *row);
struct slice heat_map_name(const struct heat_map *map, const struct heat_map_row *row);

/* Draws the page; `selected` is the row of the map that is selected. Of one without rows only the
 * heading and the titles. */
void heat_map_draw(struct view *view, const struct heat_map *map, size_t selected);

#endif
