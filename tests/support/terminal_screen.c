/* The screen as cells and as text. */
#include "config.h"

#include "support/die.h"
#include "support/terminal_internal.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* libvterm's mark for the cell behind a wide character. */
#define BEHIND_WIDE UINT32_MAX

static int color_of(VTermColor color, bool is_default)
{
    if (is_default)
        return COLOR_DEFAULT;
    if (VTERM_COLOR_IS_INDEXED(&color))
        return color.indexed.idx;
    return COLOR_RGB | color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue;
}

void terminal_scribble(struct terminal *terminal, const char *text)
{
    vterm_input_write(terminal->vterm, text, strlen(text));
}

/* Of a blank there is nothing to see in its colour, so that a program may leave it any. */
static void hide_unseen(struct terminal_cell *cell)
{
    if (cell->characters[0] != ' ' || cell->underline || cell->reverse)
        return;
    cell->foreground = COLOR_DEFAULT;
    cell->bold = false;
    cell->italic = false;
}

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int column)
{
    struct terminal_cell cell = {.width = 1};
    VTermScreenCell found = {0}; /* characters behind the last one are left as they are */

    if (!vterm_screen_get_cell(terminal->screen, (VTermPos){.row = row, .col = column}, &found))
        die("no cell at row %d, column %d", row, column);
    /* The looks are those of the wide character before it, whatever libvterm has there. */
    if (found.chars[0] == BEHIND_WIDE)
        return (struct terminal_cell){.foreground = COLOR_DEFAULT, .background = COLOR_DEFAULT};
    memcpy(cell.characters, found.chars, sizeof(cell.characters));
    cell.width = found.width == 2 ? 2 : 1;
    if (cell.characters[0] == 0)
        cell.characters[0] = ' ';
    cell.foreground = color_of(found.fg, VTERM_COLOR_IS_DEFAULT_FG(&found.fg));
    cell.background = color_of(found.bg, VTERM_COLOR_IS_DEFAULT_BG(&found.bg));
    cell.bold = found.attrs.bold;
    cell.underline = found.attrs.underline != VTERM_UNDERLINE_OFF;
    cell.italic = found.attrs.italic;
    cell.reverse = found.attrs.reverse;
    hide_unseen(&cell);
    return cell;
}

static void append_cell(struct buffer *out, const struct terminal_cell *cell)
{
    for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->characters[i]; i++) {
        char bytes[4];

        buffer_append(out, bytes, text_encode(cell->characters[i], bytes));
    }
}

static void append_row(struct terminal *terminal, int row, struct buffer *out)
{
    int rows, columns;
    size_t end = out->size;

    vterm_get_size(terminal->vterm, &rows, &columns);
    for (int column = 0; column < columns; column++) {
        struct terminal_cell cell = terminal_cell(terminal, row, column);

        append_cell(out, &cell);
        if (cell.characters[0] != ' ')
            end = out->size;
    }
    if (out->data)
        out->data[end] = '\0';
    out->size = end;
}

char *terminal_row(struct terminal *terminal, int row)
{
    struct buffer out = {0};

    append_row(terminal, row, &out);
    return out.data ? out.data : mem_strdup("");
}

char *terminal_text(struct terminal *terminal)
{
    struct buffer out = {0};
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    for (int row = 0; row < rows; row++) {
        append_row(terminal, row, &out);
        buffer_char(&out, '\n');
    }
    return out.data;
}

/* Returns the column in which the byte at `offset` of a row stands. */
static int column_at(struct terminal *terminal, int row, size_t offset)
{
    struct buffer out = {0};
    int column = 0;

    while (true) {
        struct terminal_cell cell = terminal_cell(terminal, row, column);

        append_cell(&out, &cell);
        if (out.size > offset)
            break;
        column++;
    }
    buffer_free(&out);
    return column;
}

int terminal_rows(struct terminal *terminal)
{
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    return rows;
}

bool terminal_find(struct terminal *terminal, const char *text, int *row, int *column)
{
    int rows, columns;

    vterm_get_size(terminal->vterm, &rows, &columns);
    for (int i = 0; i < rows; i++) {
        char *line = terminal_row(terminal, i);
        const char *place = strstr(line, text);

        if (place && row)
            *row = i;
        if (place && column)
            *column = column_at(terminal, i, (size_t)(place - line));
        free(line);
        if (place)
            return true;
    }
    return false;
}
