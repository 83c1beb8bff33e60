/* JSON laid out in lines, and text that flows: nothing of it is lost, nothing stands beside it. */
#include "config.h"

#include "support/dice.h"
#include "support/environment.h"
#include "unit/suites.h"
#include "view/json_lines.h"

#include <stdlib.h>
#include <string.h>

static struct frame frame;

static void set_up(void)
{
    environment_utf8();
    frame = (struct frame){.ellipsis = '~'};
}

static void tear_down(void)
{
    frame_free(&frame);
    environment_restore();
}

/* Lays a text out on a screen, and returns how many lines it took. */
static size_t lay_out(const char *text, int columns, int rows, size_t top, unsigned depth)
{
    frame_resize(&frame, columns, rows);
    struct sheet sheet = {.frame = &frame, .rows = rows, .right = columns, .top = top};
    struct pen pen = sheet_line(&sheet);

    json_lines(&sheet, &pen, 0, depth, slice_of(text));
    return sheet.line;
}

static void expect(const char *expected)
{
    struct buffer shown = {0};

    frame_print(&frame, &shown);
    ck_assert_str_eq(buffer_text(&shown), expected);
    buffer_free(&shown);
}

#define NESTED "{\"name\": \"x\", \"metadata\": {\"k\": 5, \"m\": [1, 2]}, \"long\": true}"

START_TEST(members_stand_in_lines_and_what_is_short_on_one)
{
    ck_assert_uint_eq(lay_out(NESTED, 40, 6, 0, JSON_LINES_UNFOLDED), 5);
    expect("{\n  \"name\": \"x\",\n  \"metadata\": {\"k\": 5, \"m\": [1, 2]},\n  \"long\": true\n"
           "}\n\n");
}
END_TEST

START_TEST(what_is_deeper_is_folded_to_how_much_is_in_it)
{
    lay_out(NESTED, 40, 5, 0, 1);
    expect("{\n  \"name\": \"x\",\n  \"metadata\": { 2 members },\n  \"long\": true\n}\n");
    lay_out(NESTED, 40, 1, 0, 0);
    expect("{ 3 members }\n");
    lay_out("[[1]]", 40, 1, 0, 0);
    expect("[ 1 element ]\n");
}
END_TEST

START_TEST(levels_are_counted_outside_of_strings)
{
    ck_assert_uint_eq(json_depth(SLICE(NESTED)), 3);
    ck_assert_uint_eq(json_depth(SLICE("\"[[[\\\"[[\"")), 0);
    ck_assert_uint_eq(json_depth(SLICE("[[[")), 0);
}
END_TEST

START_TEST(what_has_no_room_goes_on_in_the_next_line)
{
    lay_out("\"abcdefghij\"", 6, 4, 0, JSON_LINES_UNFOLDED);
    expect("\"abcde\n  fghi\n  j\"\n\n");
    lay_out("not json at all", 6, 4, 0, JSON_LINES_UNFOLDED);
    expect("not js\non at\nall\n\n");
}
END_TEST

START_TEST(any_part_of_it_can_be_shown)
{
    for (size_t top = 0; top < 5; top++) {
        lay_out(NESTED, 40, 1, top, JSON_LINES_UNFOLDED);
        struct buffer shown = {0};
        frame_print(&frame, &shown);
        static const char *const lines[] = {"{\n", "  \"name\": \"x\",\n",
                                            "  \"metadata\": {\"k\": 5, \"m\": [1, 2]},\n",
                                            "  \"long\": true\n", "}\n"};
        ck_assert_str_eq(buffer_text(&shown), lines[top]);
        buffer_free(&shown);
    }
}
END_TEST

START_TEST(hostile_text_cannot_act_on_the_terminal)
{
    lay_out("\"\x1b[31m\xff\xc2\x9b\"", 20, 1, 0, JSON_LINES_UNFOLDED);
    expect("\"\ufffd[31m\ufffd\ufffd\"\n");
}
END_TEST

/* All that is written, without blanks and ends of lines, is the text without blanks. */
static void assert_whole(const char *text, int columns)
{
    struct buffer shown = {0};
    struct buffer bare = {0};

    lay_out(text, columns, 400, 0, JSON_LINES_UNFOLDED);
    frame_print(&frame, &shown);
    for (const char *c = buffer_text(&shown); *c != '\0'; c++) {
        if (*c != ' ' && *c != '\n')
            buffer_char(&bare, *c);
    }
    ck_assert_str_eq(buffer_text(&bare), text);
    buffer_free(&shown);
    buffer_free(&bare);
}

static void write_value(struct dice *dice, struct buffer *out, int depth)
{
    size_t kind = dice_below(dice, depth > 0 ? 5 : 3);
    size_t count = dice_below(dice, 4);

    if (kind < 3) {
        buffer_string(out, kind == 0 ? "12.5" : kind == 1 ? "\"\u00e9t\u00e9[{\"" : "null");
        return;
    }
    buffer_char(out, kind == 3 ? '[' : '{');
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        if (kind == 4)
            buffer_printf(out, "\"key%zu\":", i);
        write_value(dice, out, depth - 1);
    }
    buffer_char(out, kind == 3 ? ']' : '}');
}

START_TEST(whatever_the_width_nothing_is_lost)
{
    struct dice dice = {(uint64_t)_i + 1};

    for (int round = 0; round < 100; round++) {
        struct buffer text = {0};
        write_value(&dice, &text, 4);
        assert_whole(buffer_text(&text), 20 + (int)dice_below(&dice, 100));
        buffer_free(&text);
    }
}
END_TEST

Suite *suite_json_lines(void)
{
    Suite *suite = suite_create("json_lines");
    TCase *tcase = tcase_create("json_lines");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, members_stand_in_lines_and_what_is_short_on_one);
    tcase_add_test(tcase, what_is_deeper_is_folded_to_how_much_is_in_it);
    tcase_add_test(tcase, levels_are_counted_outside_of_strings);
    tcase_add_test(tcase, what_has_no_room_goes_on_in_the_next_line);
    tcase_add_test(tcase, any_part_of_it_can_be_shown);
    tcase_add_test(tcase, hostile_text_cannot_act_on_the_terminal);
    tcase_add_loop_test(tcase, whatever_the_width_nothing_is_lost, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite;
}
