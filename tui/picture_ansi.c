/* Text with the escape sequences of its colours (ECMA-48, SGR), and nothing that moves a cursor: it
 * can be printed on a terminal, paged, and put into another text. */
#include "config.h"

#include "picture.h"

static const struct style plain = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};

static bool is_equal(struct style a, struct style b)
{
    return a.foreground == b.foreground && a.background == b.background &&
           a.attributes == b.attributes;
}

/* What a terminal shows where nothing was written: at the end of a row it is left out. */
static bool is_nothing(struct style style, const struct cell *cell)
{
    return cell->character == ' ' && cell->marks[0] == 0 && is_equal(style, plain);
}

/* Appends a colour; `first` is the parameter of the first of the eight: 30 or 40. */
static void append_colour(struct buffer *out, enum depth depth, int colour, int first)
{
    if (colour == COLOUR_DEFAULT || depth == DEPTH_MONO)
        return;
    if (depth == DEPTH_256)
        buffer_printf(out, ";%d;5;%d", first + 8, colour);
    else
        buffer_printf(out, ";%d", colour < 8 ? first + colour : first + 60 + colour - 8);
}

static void append_style(struct buffer *out, enum depth depth, struct style style)
{
    static const struct {
        unsigned attribute;
        const char *parameter;
    } attributes[] = {
        {STYLE_BOLD, ";1"},      {STYLE_DIM, ";2"},     {STYLE_ITALIC, ";3"},
        {STYLE_UNDERLINE, ";4"}, {STYLE_REVERSE, ";7"},
    };

    buffer_string(out, "\x1b[0");
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        if ((style.attributes & attributes[i].attribute) != 0)
            buffer_string(out, attributes[i].parameter);
    }
    append_colour(out, depth, style.foreground, 30);
    append_colour(out, depth, style.background, 40);
    buffer_char(out, 'm');
}

static int row_end(const struct frame *frame, const struct picture_look *look, int row)
{
    int end = frame->columns;

    while (end > 0) {
        const struct cell *cell = frame_cell(frame, row, end - 1);
        if (!is_nothing(picture_style(look, cell), cell))
            break;
        end--;
    }
    return end;
}

static void write_row(const struct frame *frame, const struct picture_look *look, int row,
                      struct buffer *out)
{
    int end = row_end(frame, look, row);
    struct style current = plain;

    for (int column = 0; column < end; column++) {
        const struct cell *cell = frame_cell(frame, row, column);
        struct style style = picture_style(look, cell);
        if (!is_equal(style, current))
            append_style(out, look->depth, style);
        current = style;
        frame_print_cell(cell, out);
    }
    buffer_string(out, is_equal(current, plain) ? "\n" : "\x1b[0m\n");
}

static void write(const struct frame *frame, const struct picture_look *look, struct buffer *out)
{
    for (int row = 0; row < frame->rows; row++)
        write_row(frame, look, row, out);
}

const struct picture_format picture_ansi = {.ending = "ansi", .write = write};
