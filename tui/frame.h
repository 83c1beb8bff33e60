/* Frame: a screen as cells of {character, role}. Views write it, the terminal shows it, tests read
 * it. Whatever is written is safe for a terminal: controls are replaced, more than a few
 * combining characters on one other are dropped, and a wide character never hangs over an edge. */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "base/buffer.h"
#include "base/slice.h"
#include "role.h"

#include <stdint.h>

#define CELL_MARKS 2

struct cell {
    uint32_t character;
    uint32_t marks[CELL_MARKS]; /* combining characters on it; 0 where there are fewer */
    uint8_t width;              /* 1 or 2; 0 for the right half of a wide character */
    uint8_t role;
    bool selected; /* ROLE_SELECTION is laid over it */
};

/* Zero-initialised has no cells. */
struct frame {
    int columns;
    int rows;
    struct cell *cells;
    int cursor_row; /* where the terminal's cursor is shown; -1: nowhere */
    int cursor_column;
    uint32_t ellipsis;
    bool ascii; /* text that is not ASCII becomes '?' */
};

/* Sets the size and clears the frame. Sizes below 1 become 1. */
void frame_resize(struct frame *frame, int columns, int rows);
void frame_clear(struct frame *frame);
void frame_free(struct frame *frame);

/* Returns a cell, which must lie inside. */
const struct cell *frame_cell(const struct frame *frame, int row, int column);

/* Writes one character; outside of the frame nothing happens. */
void frame_put(struct frame *frame, int row, int column, uint32_t character, enum role role);
void frame_fill(struct frame *frame, int row, int column, int count, uint32_t character,
                enum role role);

/* Writes text in at most `limit` columns, cut with the ellipsis, and returns how many it took; as
 * many in a row that there is not, where nothing is written. */
int frame_text(struct frame *frame, int row, int column, int limit, struct slice text,
               enum role role);

/* Lays the selection over the cells of a row. */
void frame_select(struct frame *frame, int row, int column, int count);

bool frame_is_size(const struct frame *frame, int columns, int rows);

/* Compare a row of two frames of one size; copy it. */
bool frame_rows_are_equal(const struct frame *a, const struct frame *b, int row);
void frame_copy_row(struct frame *to, const struct frame *from, int row);

/* Appends the characters of a cell; nothing of the right half of a wide one. */
void frame_print_cell(const struct cell *cell, struct buffer *out);

/* Appends the characters of all rows, each with a newline, blanks at the end of rows removed. */
void frame_print(const struct frame *frame, struct buffer *out);

#endif
