/* Readout: what the report at the cursor says of a dimension, in a line. */
#ifndef VIEW_READOUT_H
#define VIEW_READOUT_H

#include "view/view.h"

/* Draws time, value, baseline, change, z, samples, severity and ID of the report; or that there is
 * none, or that nothing is known of that time. view->portrait is of a dimension. */
void draw_readout(struct view *view, int row);

#endif
