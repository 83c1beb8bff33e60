#include "config.h"

#include "support/frame_check.h"

#include "base/text.h"

#include <check.h>
#include <stdarg.h>
#include <stdlib.h>

/* An assertion for each cell would cost more than all the drawing. */
static bool is_whole(const struct frame *frame, int row, int column)
{
    const struct cell *cell = frame_cell(frame, row, column);
    bool has_right = column + 1 < frame->columns;

    if (text_safe_character(cell->character) != cell->character)
        return false;
    if (cell->width == 2)
        return has_right && frame_cell(frame, row, column + 1)->width == 0;
    return cell->width != 0 || (column > 0 && frame_cell(frame, row, column - 1)->width == 2);
}

void frame_check_characters(const struct frame *frame)
{
    for (int row = 0; row < frame->rows; row++) {
        int column = 0;
        while (column < frame->columns && is_whole(frame, row, column))
            column++;
        if (column != frame->columns)
            ck_abort_msg("%d x %d: row %d is torn at column %d", frame->columns, frame->rows, row,
                         column);
    }
}

struct frame frame_check_copy(const struct frame *frame)
{
    struct frame copy = {0};

    frame_resize(&copy, frame->columns, frame->rows);
    for (int row = 0; row < frame->rows; row++)
        frame_copy_row(&copy, frame, row);
    copy.cursor_row = frame->cursor_row;
    copy.cursor_column = frame->cursor_column;
    return copy;
}

bool frame_check_are_equal(const struct frame *a, const struct frame *b)
{
    int row = 0;

    if (!frame_is_size(a, b->columns, b->rows) || a->cursor_row != b->cursor_row ||
        a->cursor_column != b->cursor_column)
        return false;
    while (row < a->rows && frame_rows_are_equal(a, b, row))
        row++;
    return row == a->rows;
}

void frame_check_abort(const struct frame *frame, const char *format, ...)
{
    struct buffer text = {0};
    char what[512];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    frame_print(frame, &text);
    ck_abort_msg("%s\n%s", what, buffer_text(&text));
    abort(); /* not reached */
}
