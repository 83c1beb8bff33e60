#include "config.h"

#include "base/text.h"
#include "palette.h"
#include "picture.h"
#include "support/dice.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct frame frame;
static struct theme theme;
static struct picture_look look;
static struct buffer out;

static void setup(void)
{
    environment_utf8();
    frame = (struct frame){.ellipsis = 0x2026};
    frame_resize(&frame, 12, 2);
    theme = (struct theme){.name = "test"};
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (int role = 0; role < ROLE_COUNT; role++)
            theme.styles[depth][role] = (struct style){COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
    }
    look = (struct picture_look){.theme = &theme, .depth = DEPTH_256, .title = "a <title> & more"};
    out = (struct buffer){0};
}

static void teardown(void)
{
    frame_free(&frame);
    buffer_free(&out);
    environment_restore();
}

static const char *write_as(const struct picture_format *format)
{
    buffer_clear(&out);
    format->write(&frame, &look, &out);
    return buffer_text(&out);
}

static void write_text(int row, int column, const char *text, enum role role)
{
    frame_text(&frame, row, column, frame.columns, slice_of(text), role);
}

static void set_style(enum role role, struct style style)
{
    for (int depth = 0; depth < DEPTH_COUNT; depth++)
        theme.styles[depth][role] = style;
}

START_TEST(ansi_has_the_colours_and_attributes_of_each_depth)
{
    static const struct {
        enum depth depth;
        const char *expected;
    } cases[] = {
        {DEPTH_256, "a\x1b[0;1;38;5;9;48;5;4mwarn\x1b[0m b\n\n"},
        {DEPTH_16, "a\x1b[0;1;91;44mwarn\x1b[0m b\n\n"},
        {DEPTH_MONO, "a\x1b[0;1mwarn\x1b[0m b\n\n"},
    };

    set_style(ROLE_WARN, (struct style){9, 4, STYLE_BOLD});
    write_text(0, 0, "a", ROLE_TEXT);
    write_text(0, 1, "warn", ROLE_WARN);
    write_text(0, 6, "b", ROLE_TEXT);
    look.depth = cases[_i].depth;
    ck_assert_str_eq(write_as(&picture_ansi), cases[_i].expected);
}
END_TEST

START_TEST(a_row_of_ansi_keeps_its_background_to_the_end_and_no_further)
{
    set_style(ROLE_BAR, (struct style){COLOUR_DEFAULT, 236, 0});
    frame_fill(&frame, 0, 0, 12, ' ', ROLE_BAR);
    ck_assert_str_eq(write_as(&picture_ansi), "\x1b[0;48;5;236m            \x1b[0m\n\n");
}
END_TEST

START_TEST(every_attribute_has_its_parameter)
{
    set_style(ROLE_KEY, (struct style){COLOUR_DEFAULT, COLOUR_DEFAULT,
                                       STYLE_BOLD | STYLE_DIM | STYLE_ITALIC | STYLE_UNDERLINE |
                                           STYLE_REVERSE});
    write_text(1, 0, "x", ROLE_KEY);
    ck_assert_str_eq(write_as(&picture_ansi), "\n\x1b[0;1;2;3;4;7mx\x1b[0m\n");
}
END_TEST

#define HEAD                                                                                       \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                 \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"128\" height=\"56\" "                       \
    "viewBox=\"0 0 128 56\" style=\"white-space:pre\" font-size=\"15\" "                           \
    "font-family=\"'DejaVu Sans Mono',Menlo,'Cascadia Mono',Consolas,'Liberation Mono',"           \
    "monospace\">\n<title>a &lt;title&gt; &amp; more</title>\n"                                    \
    "<rect width=\"128\" height=\"56\" fill=\"#1c1c1c\"/>\n"

START_TEST(svg_is_text_in_its_columns_over_rectangles)
{
    set_style(ROLE_WARN, (struct style){215, 236, STYLE_BOLD});
    write_text(0, 0, "a<&>", ROLE_TEXT);
    write_text(0, 6, "bad", ROLE_WARN);
    write_text(1, 3, "▂e\xcc\x81x", ROLE_TEXT);
    ck_assert_str_eq(write_as(&picture_svg),
                     HEAD "<rect x=\"64\" y=\"10\" width=\"27\" height=\"18\" fill=\"#303030\"/>\n"
                          "<text y=\"24\" xml:space=\"preserve\"><tspan fill=\"#d0d0d0\">"
                          "<tspan x=\"10\" textLength=\"54\">a&lt;&amp;&gt;  </tspan></tspan>"
                          "<tspan fill=\"#ffaf5f\" font-weight=\"bold\">"
                          "<tspan x=\"64\" textLength=\"27\">bad</tspan></tspan></text>\n"
                          "<text y=\"42\" xml:space=\"preserve\">"
                          "<tspan x=\"10\" textLength=\"27\">   </tspan><tspan fill=\"#d0d0d0\">"
                          "<tspan x=\"37\">▂</tspan><tspan x=\"46\">e\xcc\x81</tspan>"
                          "<tspan x=\"55\">x</tspan></tspan></text>\n</svg>\n");
}
END_TEST

START_TEST(reverse_of_an_svg_changes_paper_and_ink)
{
    set_style(ROLE_BAR, (struct style){15, COLOUR_DEFAULT, STYLE_REVERSE});
    write_text(0, 0, "x", ROLE_BAR);
    const char *svg = write_as(&picture_svg);
    ck_assert_ptr_nonnull(strstr(svg, "height=\"18\" fill=\"#ffffff\"/>"));
    ck_assert_ptr_nonnull(strstr(svg, "<tspan fill=\"#1c1c1c\"><tspan x=\"10\">x<"));
}
END_TEST

START_TEST(colours_are_those_of_xterm)
{
    static const struct {
        int number;
        uint32_t rgb;
    } cases[] = {
        {0, 0x000000},   {1, 0xcd0000},   {15, 0xffffff},  {16, 0x000000},
        {17, 0x00005f},  {21, 0x0000ff},  {110, 0x87afd7}, {203, 0xff5f5f},
        {231, 0xffffff}, {232, 0x080808}, {236, 0x303030}, {255, 0xeeeeee},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_uint_eq(palette_rgb(cases[i].number), cases[i].rgb);
}
END_TEST

START_TEST(the_end_of_a_name_says_the_format)
{
    ck_assert_ptr_eq(picture_format_of("a.svg"), &picture_svg);
    ck_assert_ptr_eq(picture_format_of("b.svg/a.b.ansi"), &picture_ansi);
    ck_assert_ptr_eq(picture_format_of("a.txt"), &picture_text);
    ck_assert_ptr_null(picture_format_of("svg"));
    ck_assert_ptr_null(picture_format_of("a.SVG.png"));
    ck_assert_ptr_null(picture_format_of(""));
}
END_TEST

/* Characters of every kind that frames know, and some that they replace. */
static uint32_t random_character(struct dice *dice)
{
    static const uint32_t characters[] = {'<',    '>',    '&',    '"',    '\'',   ']',    'x',
                                          '0',    0xe9,   0x2581, 0x2588, 0x28ff, 0x4e2d, 0x1f600,
                                          0x0301, 0x20dd, 0xfffe, 0x1b,   0x202e, 0x9b,   0};

    if (dice_once_in(dice, 3))
        return ' ';
    return characters[dice_below(dice, sizeof(characters) / sizeof(characters[0]))];
}

static void fill_at_random(struct dice *dice)
{
    frame_resize(&frame, 1 + (int)dice_below(dice, 40), 1 + (int)dice_below(dice, 6));
    for (int role = 0; role < ROLE_COUNT; role++)
        set_style((enum role)role,
                  (struct style){.foreground = (int16_t)((int)dice_below(dice, 17) - 1),
                                 .background = (int16_t)((int)dice_below(dice, 17) - 1),
                                 .attributes = (uint8_t)dice_below(dice, 32)});
    for (size_t i = dice_below(dice, 30); i > 0; i--) {
        struct buffer text = {0};
        for (size_t length = dice_below(dice, 20); length > 0; length--) {
            char encoded[4];
            buffer_append(&text, encoded, text_encode(random_character(dice), encoded));
        }
        frame_text(&frame, (int)dice_below(dice, 6), (int)dice_below(dice, 40), 40,
                   (struct slice){buffer_text(&text), text.size},
                   (enum role)dice_below(dice, ROLE_COUNT));
        buffer_free(&text);
    }
    frame_select(&frame, (int)dice_below(dice, 6), 0, (int)dice_below(dice, 40));
    look.depth = (enum depth)dice_below(dice, DEPTH_COUNT);
}

/* Appends a row without the blanks behind it. */
static void append_row(struct buffer *text, struct slice row)
{
    while (row.size > 0 && row.data[row.size - 1] == ' ')
        row.size--;
    buffer_append(text, row.data, row.size);
    buffer_char(text, '\n');
}

static void read_ansi(struct slice ansi, struct buffer *text)
{
    struct buffer plain = {0};

    while (ansi.size > 0) {
        size_t skipped = 0;
        if (ansi.data[0] == '\x1b') {
            ck_assert_int_eq(ansi.data[1], '[');
            skipped = 2 + strspn(ansi.data + 2, "0123456789;") + 1;
            ck_assert_int_eq(ansi.data[skipped - 1], 'm');
        } else {
            buffer_char(&plain, ansi.data[0]);
            skipped = 1;
        }
        ansi = (struct slice){ansi.data + skipped, ansi.size - skipped};
    }
    struct slice rest = {plain.data, plain.size};
    for (int row = 0; row < frame.rows; row++)
        append_row(text, slice_split(&rest, '\n'));
    buffer_free(&plain);
}

/* Appends the content of a piece of text, and returns what is behind the element. */
static const char *read_piece(const char *svg, struct buffer *row)
{
    static const struct {
        const char *entity;
        char character;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};

    while (*svg != '<') {
        size_t i = 0;
        while (i < 3 && strncmp(svg, entities[i].entity, strlen(entities[i].entity)) != 0)
            i++;
        ck_assert(i < 3 || (*svg != '&' && *svg != '>' && *svg != '\0'));
        buffer_char(row, i < 3 ? entities[i].character : *svg);
        svg += i < 3 ? strlen(entities[i].entity) : 1;
    }
    return svg;
}

/* Reads the rows of text, whose blanks must be where they are in the frame. */
static void read_svg(const char *svg, struct buffer *text)
{
    int expected = 0;

    for (const char *row = strstr(svg, "<text "); row != NULL; row = strstr(row, "<text ")) {
        struct buffer line = {0};
        int number = (atoi(row + strlen("<text y=\"")) - 24) / 18;
        for (; expected < number; expected++)
            buffer_char(text, '\n');
        while (strncmp(row, "</text>", 7) != 0)
            row = *row == '<' ? strchr(row, '>') + 1 : read_piece(row, &line);
        append_row(text, (struct slice){line.data, line.size});
        buffer_free(&line);
        expected++;
    }
    for (; expected < frame.rows; expected++)
        buffer_char(text, '\n');
}

static void assert_reads(const struct buffer *text)
{
    struct buffer expected = {0};

    frame_print(&frame, &expected);
    ck_assert_str_eq(buffer_text(text), buffer_text(&expected));
    buffer_free(&expected);
}

static size_t frames_to_try(void)
{
    const char *frames = getenv("FRAMES");

    return frames != NULL ? strtoul(frames, NULL, 10) : 2000;
}

START_TEST(what_is_read_out_of_a_picture_is_the_text_of_the_frame)
{
    struct dice dice = {.state = 1};

    for (size_t i = frames_to_try(); i > 0; i--) {
        struct buffer text = {0};
        fill_at_random(&dice);
        write_as(&picture_ansi);
        read_ansi((struct slice){out.data, out.size}, &text);
        assert_reads(&text);
        buffer_clear(&text);
        read_svg(write_as(&picture_svg), &text);
        assert_reads(&text);
        buffer_free(&text);
    }
}
END_TEST

Suite *suite_picture(void)
{
    Suite *suite = suite_create("picture");
    TCase *tcase = tcase_create("picture");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, ansi_has_the_colours_and_attributes_of_each_depth, 0, 3);
    tcase_add_test(tcase, a_row_of_ansi_keeps_its_background_to_the_end_and_no_further);
    tcase_add_test(tcase, every_attribute_has_its_parameter);
    tcase_add_test(tcase, svg_is_text_in_its_columns_over_rectangles);
    tcase_add_test(tcase, reverse_of_an_svg_changes_paper_and_ink);
    tcase_add_test(tcase, colours_are_those_of_xterm);
    tcase_add_test(tcase, the_end_of_a_name_says_the_format);
    tcase_add_test(tcase, what_is_read_out_of_a_picture_is_the_text_of_the_frame);
    suite_add_tcase(suite, tcase);
    return suite;
}
