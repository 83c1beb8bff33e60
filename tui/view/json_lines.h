/* JSON lines: a text of JSON laid out for people: a member a line, what is short on one, and folded
 * below a depth. */
#ifndef VIEW_JSON_LINES_H
#define VIEW_JSON_LINES_H

#include "view/sheet.h"

#include <limits.h>

#define JSON_LINES_UNFOLDED UINT_MAX

/* Writes the text behind the pen and into further lines, which begin `indent` columns in. Objects
 * and arrays that lie `depth` levels deep are told as how much is in them: 0 folds the outermost.
 * What is no JSON flows as it is. */
void json_lines(struct sheet *sheet, struct pen *pen, int indent, unsigned depth,
                struct slice text);

/* Returns how many levels the text has: 0 for a single value, and for what is no JSON. */
unsigned json_depth(struct slice text);

#endif
