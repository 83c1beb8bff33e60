/* Squeeze, moves: where the cursor is, as far as that is known, and shorter ways to where it goes.
 * curses names row and column of whatever is more than some columns away. Where it is in the same
 * row, or in the one below, a column or a distance is enough. */
#ifndef TUI_SQUEEZE_MOVE_H
#define TUI_SQUEEZE_MOVE_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>

/* Rows and columns count from 1. Zero-initialised nothing is known, and every move goes through as
 * it is. */
struct squeeze_cursor {
    int columns; /* of the terminal; 0: it has no move within a row */
    int row;     /* 0: not known */
    int column;  /* or further left, where it is not exact: not all characters take one */
    bool exact;
};

/* Takes a byte of text, or a control character. */
void squeeze_cursor_write(struct squeeze_cursor *cursor, unsigned char byte);

/* Says that it may be anywhere. */
void squeeze_cursor_lose(struct squeeze_cursor *cursor);

/* Appends a sequence that begins with ESC [ and is complete, or a shorter one that does the same.
 */
void squeeze_move(struct squeeze_cursor *cursor, struct slice sequence, struct buffer *out);

#endif
