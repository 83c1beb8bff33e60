/* Pen time: moments and ranges of time in a line of text. */
#ifndef VIEW_PEN_TIME_H
#define VIEW_PEN_TIME_H

#include "view/pen.h"
#include "view/view.h"

/* Writes a moment, with its day where that may be another one. */
void pen_moment(struct pen *pen, const struct view *view, int64_t time_ms);

/* Writes from when to when a range is, as "08:17-08:22", with seconds where it has some, and with
 * its days likewise. */
void pen_range(struct pen *pen, const struct view *view, const struct time_range *range);

#endif
