/* How far the rows of a span go on alike, so that what is made of them need not look at each. */
#ifndef DRIFT_SPAN_ALIKE_H
#define DRIFT_SPAN_ALIKE_H

#include "drift/span.h"

/* Returns the first row in [first, end) that is no ROW_REPORT or comes more than `longest_ms` after
 * the row before it, or `end`. In front of the first one stands what came at `before_ms`. */
size_t span_steady_end(const struct span *span, size_t first, size_t end, int64_t before_ms,
                       int64_t longest_ms);

/* Returns the first row in [first, end) whose severity of a column is another one, or `end`. */
size_t span_alike_end(const struct span *span, size_t first, size_t end, size_t column,
                      enum severity severity);

#endif
