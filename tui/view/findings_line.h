/* Findings line: the errors that were found in the Redis, in the status line. */
#ifndef VIEW_FINDINGS_LINE_H
#define VIEW_FINDINGS_LINE_H

#include "view/pen.h"
#include "view/view.h"

/* Says which errors there are and which key shows them; quietly once their page was looked at and
 * nothing new came. Writes nothing where there are none, or where their page is shown. */
void draw_findings(struct view *view, struct pen *pen);

/* Returns whether a check found an error, so that a note of the source would say it twice. */
bool finds_error(const struct view *view, const char *check);

#endif
