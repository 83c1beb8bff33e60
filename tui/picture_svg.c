/* SVG 1.1: a text element a row, so that what is marked and copied is a row. Nothing is drawn but
 * text and the rectangles behind it, and nothing comes from elsewhere: no script, no font, no file.
 *
 * Which font there is, is not known, and so not how wide its characters are. A piece of text
 * therefore says where it begins and, where that can be told, how long it is; what is not plain
 * ASCII, and may come from another font, is a piece of its own. Blanks are kept by what SVG 1.1 has
 * for that and by what came after it: there are programs that know only the one or the other. */
#include "config.h"

#include "picture.h"

#include "base/text.h"
#include "palette.h"

#define MARGIN 10
#define FONT_SIZE 15
#define CELL_WIDTH 9 /* 0.6 of the font's size, as most fonts have it */
#define CELL_HEIGHT 18
#define BASELINE 14   /* below the top of a row */
#define LONGEST_GAP 1 /* more blanks part two pieces */

/* What the terminal's own colours are in a picture, which has no terminal, where the theme does not
 * say what it stands on. */
#define INK 0xd0d0d0
#define PAPER 0x1c1c1c

/* What a cell looks like once nothing is left to a terminal. */
struct paint {
    uint32_t ink;
    uint32_t paper;
    unsigned attributes; /* without STYLE_REVERSE */
};

/* A row while it is written: the group of cells that look the same, and the piece of text in it. */
struct row_writer {
    struct buffer *out;
    struct buffer text; /* of the piece */
    int start;          /* of the piece */
    int end;            /* behind its last cell, blanks that follow not counted */
    bool plain;         /* ASCII: its length is that of its cells */
    bool open;          /* there is a group */
    struct paint paint; /* of the group */
};

static uint32_t rgb_of(int colour, uint32_t otherwise)
{
    return colour == COLOUR_DEFAULT ? otherwise : palette_rgb(colour);
}

static struct style screen_of(const struct picture_look *look)
{
    return look->theme->styles[look->depth][ROLE_SCREEN];
}

static uint32_t paper_of(const struct picture_look *look)
{
    return rgb_of(screen_of(look).background, PAPER);
}

static struct paint paint_of(const struct picture_look *look, const struct cell *cell)
{
    struct style style = theme_style_on(picture_style(look, cell), screen_of(look));
    struct paint paint = {.ink = rgb_of(style.foreground, INK),
                          .paper = rgb_of(style.background, PAPER),
                          .attributes = style.attributes & ~STYLE_REVERSE};

    if ((style.attributes & STYLE_REVERSE) != 0)
        return (struct paint){paint.paper, paint.ink, paint.attributes};
    return paint;
}

/* Appends safe UTF-8 as the content of an element. */
static void append_escaped(struct buffer *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '&':
            buffer_string(out, "&amp;");
            break;
        case '<':
            buffer_string(out, "&lt;");
            break;
        case '>':
            buffer_string(out, "&gt;");
            break;
        default:
            buffer_char(out, text.data[i]);
        }
    }
}

static int x_of(int column)
{
    return MARGIN + column * CELL_WIDTH;
}

static void close_piece(struct row_writer *row)
{
    if (row->text.size == 0)
        return;
    buffer_printf(row->out, "<tspan x=\"%d\"", x_of(row->start));
    if (row->plain && row->text.size > 1)
        buffer_printf(row->out, " textLength=\"%d\"", (int)row->text.size * CELL_WIDTH);
    buffer_char(row->out, '>');
    append_escaped(row->out, (struct slice){row->text.data, row->text.size});
    buffer_string(row->out, "</tspan>");
    buffer_clear(&row->text);
}

static void close_group(struct row_writer *row)
{
    close_piece(row);
    if (row->open)
        buffer_string(row->out, "</tspan>");
    row->open = false;
}

static void open_group(struct row_writer *row, struct paint paint)
{
    static const struct {
        unsigned attribute;
        const char *text;
    } attributes[] = {
        {STYLE_BOLD, " font-weight=\"bold\""},
        {STYLE_DIM, " fill-opacity=\"0.7\""},
        {STYLE_ITALIC, " font-style=\"italic\""},
        {STYLE_UNDERLINE, " text-decoration=\"underline\""},
    };

    close_group(row);
    buffer_printf(row->out, "<tspan fill=\"#%06x\"", (unsigned)paint.ink);
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        if ((paint.attributes & attributes[i].attribute) != 0)
            buffer_string(row->out, attributes[i].text);
    }
    buffer_char(row->out, '>');
    row->open = true;
    row->paint = paint;
}

static bool is_plain(const struct cell *cell)
{
    return cell->character >= ' ' && cell->character <= '~' && cell->marks[0] == 0;
}

/* A blank that shows nothing by itself: its background is drawn as such. */
static bool is_blank(const struct cell *cell, struct paint paint)
{
    return cell->character == ' ' && cell->marks[0] == 0 &&
           (paint.attributes & STYLE_UNDERLINE) == 0;
}

/* Blanks belong to what is in front of them, so that what is copied keeps its columns. */
static void add_blanks(struct row_writer *row, int until)
{
    if (row->text.size == 0) {
        row->start = row->end;
        row->plain = true;
    }
    for (; row->end < until; row->end++)
        buffer_char(&row->text, ' ');
}

static void add_cell(struct row_writer *row, int column, const struct cell *cell,
                     struct paint paint)
{
    bool same =
        row->open && row->paint.ink == paint.ink && row->paint.attributes == paint.attributes;
    bool parted = column - row->end > LONGEST_GAP || !is_plain(cell) || !row->plain;

    add_blanks(row, column);
    if (!same)
        open_group(row, paint);
    else if (parted)
        close_piece(row);
    if (row->text.size == 0) {
        row->start = column;
        row->plain = is_plain(cell);
    }
    frame_print_cell(cell, &row->text);
    row->end = column + cell->width;
}

static void write_text(const struct frame *frame, const struct picture_look *look, int number,
                       struct buffer *out)
{
    struct row_writer row = {.out = out, .plain = true};
    size_t before = out->size;

    buffer_printf(out, "<text y=\"%d\" xml:space=\"preserve\">",
                  MARGIN + number * CELL_HEIGHT + BASELINE);
    size_t begun = out->size;
    for (int column = 0; column < frame->columns; column++) {
        const struct cell *cell = frame_cell(frame, number, column);
        struct paint paint = paint_of(look, cell);
        if (cell->width > 0 && !is_blank(cell, paint))
            add_cell(&row, column, cell, paint);
    }
    close_group(&row);
    if (out->size == begun)
        out->size = before;
    else
        buffer_string(out, "</text>\n");
    buffer_free(&row.text);
}

/* Draws what is behind the text of a row, a rectangle for each stretch of one colour. */
static void write_paper(const struct frame *frame, const struct picture_look *look, int number,
                        struct buffer *out)
{
    int start = 0;

    for (int column = 1; column <= frame->columns; column++) {
        uint32_t paper = paint_of(look, frame_cell(frame, number, start)).paper;
        if (column < frame->columns &&
            paint_of(look, frame_cell(frame, number, column)).paper == paper)
            continue;
        if (paper != paper_of(look))
            buffer_printf(out,
                          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
                          x_of(start), MARGIN + number * CELL_HEIGHT, (column - start) * CELL_WIDTH,
                          CELL_HEIGHT, (unsigned)paper);
        start = column;
    }
}

static void write_head(const struct frame *frame, const struct picture_look *look,
                       struct buffer *out)
{
    int width = 2 * MARGIN + frame->columns * CELL_WIDTH;
    int height = 2 * MARGIN + frame->rows * CELL_HEIGHT;
    struct buffer title = {0};

    text_safe(&title, slice_of(look->title), frame->ascii);
    buffer_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                  "viewBox=\"0 0 %d %d\" style=\"white-space:pre\" font-size=\"%d\" "
                  "font-family=\"'DejaVu Sans Mono',Menlo,'Cascadia Mono',Consolas,"
                  "'Liberation Mono',monospace\">\n<title>",
                  width, height, width, height, FONT_SIZE);
    append_escaped(out, (struct slice){title.data, title.size});
    buffer_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", width,
                  height, (unsigned)paper_of(look));
    buffer_free(&title);
}

static void write(const struct frame *frame, const struct picture_look *look, struct buffer *out)
{
    write_head(frame, look, out);
    for (int row = 0; row < frame->rows; row++)
        write_paper(frame, look, row, out);
    for (int row = 0; row < frame->rows; row++)
        write_text(frame, look, row, out);
    buffer_string(out, "</svg>\n");
}

const struct picture_format picture_svg = {.ending = "svg", .write = write};
