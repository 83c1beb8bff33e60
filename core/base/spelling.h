/* Spelling: names of any bytes as text that can act on no terminal and stays one to one, so that
 * different names look different and each can be read back.
 *
 * A character that text_safe_character() does not let through is written as \u001b or \U000e0001, a
 * byte that is no UTF-8 as \xff, a combining character with nothing to sit on as \u0301, and blanks
 * at the ends, where nobody sees them, as \x20. A backslash stays as it is, but where it would be
 * taken for the beginning of such a spelling or of another backslash: there it is doubled. */
#ifndef BASE_SPELLING_H
#define BASE_SPELLING_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

/* Appends the spelling. With `ascii` whatever is not ASCII is written as \u00fc, too. */
void spelling_append(struct buffer *out, struct slice name, bool ascii);

#endif
