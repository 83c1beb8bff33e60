/* Portrait chart: the chart of view->portrait, by view->axis. */
#ifndef VIEW_PORTRAIT_CHART_H
#define VIEW_PORTRAIT_CHART_H

#include "view/chart.h"
#include "view/view.h"

/* Returns it, to be drawn; as long as the portrait is what it is. */
struct chart portrait_chart(const struct view *view);

/* Draws values and baselines over `rows` rows from `row` on, with the labels of their scale to the
 * left of the axis; or says why there is nothing. */
void draw_portrait_chart(struct view *view, int row, int rows);

#endif
