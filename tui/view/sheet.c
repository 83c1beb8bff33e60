#include "config.h"

#include "view/sheet.h"

#include "base/text.h"

bool sheet_shows_next(const struct sheet *sheet)
{
    return sheet->line >= sheet->top && sheet->line < sheet->top + (size_t)sheet->rows;
}

bool sheet_is_over(const struct sheet *sheet)
{
    return sheet->rows > 0 && sheet->line >= sheet->top + (size_t)sheet->rows;
}

struct pen sheet_line(struct sheet *sheet)
{
    int row = sheet_shows_next(sheet) ? sheet->row + (int)(sheet->line - sheet->top) : -1;

    sheet->line++;
    return pen_at(sheet->frame, row, sheet->left, sheet->right);
}

struct pen sheet_heading(struct sheet *sheet, const char *text)
{
    struct pen pen = sheet_line(sheet);

    frame_fill(pen.frame, pen.row, sheet->left, sheet->right - sheet->left, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, text);
    return pen;
}

/* As the frame writes it. */
static int columns_of(const struct frame *frame, uint32_t character)
{
    character = text_safe_character(character);
    return frame->ascii && character > '~' ? 1 : text_character_width(character);
}

/* Returns how many bytes of a text have room in some columns, and how many of these they take. */
static size_t fitting(const struct frame *frame, struct slice text, int room, int *columns)
{
    size_t at = 0;

    *columns = 0;
    while (at < text.size) {
        uint32_t character;
        size_t size = text_decode((struct slice){text.data + at, text.size - at}, &character);
        int width = columns_of(frame, character);
        if (*columns + width > room)
            break;
        *columns += width;
        at += size;
    }
    return at;
}

void sheet_flow(struct sheet *sheet, struct pen *pen, int indent, enum role role, struct slice text)
{
    while (text.size > 0) {
        int columns;
        size_t size = fitting(sheet->frame, text, pen->end - pen->at, &columns);
        bool is_fresh = pen->at == sheet->left + indent;
        if (size == 0 && is_fresh)
            return; /* no room for a single character */
        if (pen->row >= 0)
            frame_text(pen->frame, pen->row, pen->at, columns, (struct slice){text.data, size},
                       role);
        pen->at += columns;
        text = (struct slice){text.data + size, text.size - size};
        if (text.size == 0)
            return;
        *pen = sheet_line(sheet);
        pen->at += indent;
    }
}

/* Returns how many bytes the first word of a text takes, with the blanks before it. */
static size_t word_size(struct slice text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] == ' ')
        size++;
    while (size < text.size && text.data[size] != ' ')
        size++;
    return size;
}

void sheet_flow_words(struct sheet *sheet, struct pen *pen, int indent, enum role role,
                      struct slice text)
{
    while (text.size > 0) {
        struct slice word = {text.data, word_size(text)};
        int columns;
        bool fits = fitting(sheet->frame, word, pen->end - pen->at, &columns) == word.size;
        text = (struct slice){text.data + word.size, text.size - word.size};
        if (!fits && pen->at > sheet->left + indent) {
            *pen = sheet_line(sheet);
            pen->at += indent;
            word = slice_trim(word);
        }
        sheet_flow(sheet, pen, indent, role, word);
    }
}
