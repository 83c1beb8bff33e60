/* Fleet row: one tenant in the fleet's list. */
#ifndef VIEW_FLEET_ROW_H
#define VIEW_FLEET_ROW_H

#include "view/table.h"
#include "view/view.h"

/* Draws it into the columns that fleet_columns_lay_out() laid out; a name that is too long keeps so
 * many columns of its beginning: see name_cut.h. */
void fleet_row_draw(struct view *view, int row, const struct column *columns,
                    const struct tenant_verdict *verdict, int name_head);

#endif
