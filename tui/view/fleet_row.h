/* Fleet row: one tenant in the fleet's list. */
#ifndef VIEW_FLEET_ROW_H
#define VIEW_FLEET_ROW_H

#include "view/table.h"
#include "view/view.h"

/* Draws it into the columns that fleet_columns_lay_out() laid out. */
void fleet_row_draw(struct view *view, int row, const struct column *columns,
                    const struct tenant_verdict *verdict);

#endif
