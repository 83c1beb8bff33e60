/* Chart panel: the values of one dimension over the time axis that its page has anyway. */
#ifndef VIEW_CHART_PANEL_H
#define VIEW_CHART_PANEL_H

#include "view/view.h"

#define CHART_PANEL_LEAST 6 /* rows with its title; with less it is not worth it */

/* Returns whether view->portrait can be drawn. */
bool has_chart_panel(const struct view *view);

/* Draws a title in `row` and below it `rows` rows, with the newest figures in front of the scale.
 */
void draw_chart_panel(struct view *view, int row, int rows);

#endif
