#include "config.h"

#include "frame.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static struct cell *cell_at(struct frame *frame, int row, int column)
{
    return &frame->cells[(size_t)row * (size_t)frame->columns + (size_t)column];
}

const struct cell *frame_cell(const struct frame *frame, int row, int column)
{
    return &frame->cells[(size_t)row * (size_t)frame->columns + (size_t)column];
}

void frame_clear(struct frame *frame)
{
    size_t count = (size_t)frame->columns * (size_t)frame->rows;

    for (size_t i = 0; i < count; i++)
        frame->cells[i] = (struct cell){.character = ' ', .width = 1, .role = ROLE_TEXT};
    frame->cursor_row = -1;
    frame->cursor_column = -1;
}

void frame_resize(struct frame *frame, int columns, int rows)
{
    frame->columns = columns < 1 ? 1 : columns;
    frame->rows = rows < 1 ? 1 : rows;
    frame->cells = mem_resize(frame->cells, (size_t)frame->columns * (size_t)frame->rows,
                              sizeof(*frame->cells));
    frame_clear(frame);
}

static bool cells_are_equal(const struct cell *a, const struct cell *b)
{
    for (size_t i = 0; i < CELL_MARKS; i++) {
        if (a->marks[i] != b->marks[i])
            return false;
    }
    return a->character == b->character && a->role == b->role && a->width == b->width &&
           a->selected == b->selected;
}

bool frame_rows_are_equal(const struct frame *a, const struct frame *b, int row)
{
    for (int column = 0; column < a->columns; column++) {
        if (!cells_are_equal(frame_cell(a, row, column), frame_cell(b, row, column)))
            return false;
    }
    return true;
}

void frame_copy_row(struct frame *to, const struct frame *from, int row)
{
    memcpy(cell_at(to, row, 0), frame_cell(from, row, 0),
           (size_t)from->columns * sizeof(struct cell));
}

bool frame_is_size(const struct frame *frame, int columns, int rows)
{
    return frame->columns == columns && frame->rows == rows;
}

void frame_free(struct frame *frame)
{
    free(frame->cells);
    *frame = (struct frame){0};
}

/* Before a cell is overwritten, the other half of a wide character must not be left behind. */
static void blank_other_half(struct frame *frame, int row, int column)
{
    const struct cell *cell = cell_at(frame, row, column);
    int other = cell->width == 0 ? column - 1 : column + 1;

    if (cell->width == 1 || other < 0 || other >= frame->columns)
        return;
    struct cell *blank = cell_at(frame, row, other);
    *blank = (struct cell){
        .character = ' ', .width = 1, .role = blank->role, .selected = blank->selected};
}

static void set_cell(struct frame *frame, int row, int column, struct cell cell)
{
    blank_other_half(frame, row, column);
    *cell_at(frame, row, column) = cell;
}

/* Writes a safe character of known width that has room. */
static void put_wide(struct frame *frame, int row, int column, uint32_t character, int width,
                     enum role role)
{
    set_cell(frame, row, column,
             (struct cell){.character = character, .width = (uint8_t)width, .role = (uint8_t)role});
    if (width == 2)
        set_cell(frame, row, column + 1,
                 (struct cell){.character = ' ', .width = 0, .role = (uint8_t)role});
}

/* Most of what is written: safe everywhere, and one column wide. */
static bool is_plain(uint32_t character)
{
    return character >= ' ' && character <= '~';
}

/* Returns what stands for a character in this frame: itself, safe, or '?' for want of UTF-8. */
static uint32_t showable(const struct frame *frame, uint32_t character)
{
    if (is_plain(character))
        return character;
    uint32_t safe = text_safe_character(character);
    return frame->ascii && !is_plain(safe) ? '?' : safe;
}

static int width_of(uint32_t safe)
{
    return is_plain(safe) ? 1 : text_character_width(safe);
}

void frame_put(struct frame *frame, int row, int column, uint32_t character, enum role role)
{
    if (row < 0 || row >= frame->rows || column < 0 || column >= frame->columns)
        return;
    uint32_t safe = showable(frame, character);
    int width = width_of(safe);
    if (width == 0 || column + width > frame->columns) {
        safe = ' ';
        width = 1;
    }
    put_wide(frame, row, column, safe, width, role);
}

void frame_fill(struct frame *frame, int row, int column, int count, uint32_t character,
                enum role role)
{
    for (int i = 0; i < count; i++)
        frame_put(frame, row, column + i, character, role);
}

/* Returns the columns that text takes, but stops counting beyond `limit`: names may be very long.
 */
static int text_columns(const struct frame *frame, struct slice text, int limit)
{
    int columns = 0;

    while (text.size > 0 && columns <= limit) {
        uint32_t character;
        size_t length = text_decode(text, &character);
        columns += width_of(showable(frame, character));
        text = (struct slice){text.data + length, text.size - length};
    }
    return columns;
}

static void add_mark(struct cell *cell, uint32_t mark)
{
    size_t i = 0;

    while (i < CELL_MARKS && cell->marks[i] != 0)
        i++;
    if (i < CELL_MARKS)
        cell->marks[i] = mark;
}

int frame_text(struct frame *frame, int row, int column, int limit, struct slice text,
               enum role role)
{
    if (limit > frame->columns - column)
        limit = frame->columns - column;
    if (limit <= 0 || column < 0)
        return 0;

    int columns = text_columns(frame, text, limit);
    bool cut = columns > limit;
    if (row < 0 || row >= frame->rows)
        return cut ? limit : columns;
    int room = cut ? limit - 1 : limit;
    int used = 0;
    int base = -1; /* the cell that a combining character belongs to */
    while (text.size > 0) {
        uint32_t character;
        size_t length = text_decode(text, &character);
        uint32_t safe = showable(frame, character);
        int width = width_of(safe);
        if (used + width > room)
            break;
        if (width > 0) {
            put_wide(frame, row, column + used, safe, width, role);
            base = column + used;
        } else if (base >= 0) {
            add_mark(cell_at(frame, row, base), safe);
        }
        used += width;
        text = (struct slice){text.data + length, text.size - length};
    }
    if (cut) {
        frame_put(frame, row, column + used, frame->ellipsis, role);
        used++;
    }
    return used;
}

void frame_select(struct frame *frame, int row, int column, int count)
{
    for (int i = column; i < column + count; i++) {
        if (row >= 0 && row < frame->rows && i >= 0 && i < frame->columns)
            cell_at(frame, row, i)->selected = true;
    }
}

void frame_print_cell(const struct cell *cell, struct buffer *out)
{
    char encoded[4];

    if (cell->width == 0)
        return;
    buffer_append(out, encoded, text_encode(cell->character, encoded));
    for (size_t i = 0; i < CELL_MARKS && cell->marks[i] != 0; i++)
        buffer_append(out, encoded, text_encode(cell->marks[i], encoded));
}

void frame_print(const struct frame *frame, struct buffer *out)
{
    for (int row = 0; row < frame->rows; row++) {
        size_t end = out->size;
        for (int column = 0; column < frame->columns; column++) {
            const struct cell *cell = frame_cell(frame, row, column);
            frame_print_cell(cell, out);
            if (cell->width > 0 && (cell->character != ' ' || cell->marks[0] != 0))
                end = out->size;
        }
        out->size = end;
        buffer_char(out, '\n');
    }
}
