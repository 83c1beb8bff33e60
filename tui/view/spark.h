/* Spark: the sparkline of a tenant or of one of its dimensions over the window. */
#ifndef VIEW_SPARK_H
#define VIEW_SPARK_H

#include "view/view.h"

/* Draws at most `width` columns: those of the page's time axis where they are these, else as many
 * as there are buckets, the newest at the right. What is not loaded yet stays blank: it is not
 * known to be a gap. */
void spark_draw(struct view *view, int row, int column, int width, const struct tenant *tenant,
                size_t dimension);

#endif
