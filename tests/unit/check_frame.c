#include "config.h"

#include "frame.h"
#include "support/environment.h"
#include "unit/suites.h"

#include <string.h>

#define ELLIPSIS 0x2026

static struct frame frame;

static void setup(void)
{
    environment_utf8();
    frame = (struct frame){.ellipsis = ELLIPSIS};
    frame_resize(&frame, 8, 2);
}

static void teardown(void)
{
    frame_free(&frame);
    environment_restore();
}

/* Compares the characters of the whole frame. */
static void assert_shows(const char *expected)
{
    struct buffer text = {0};

    frame_print(&frame, &text);
    ck_assert_str_eq(buffer_text(&text), expected);
    buffer_free(&text);
}

/* Every wide character must have its right half, and every right half its character. */
static void assert_halves_fit(void)
{
    for (int row = 0; row < frame.rows; row++) {
        int covered = 0;
        for (int column = 0; column < frame.columns; column++) {
            const struct cell *cell = frame_cell(&frame, row, column);
            ck_assert_int_eq(cell->width == 0, covered == 1);
            covered = cell->width == 2 ? 1 : 0;
        }
        ck_assert_int_eq(covered, 0);
    }
}

static int write_text(int column, int limit, const char *text)
{
    return frame_text(&frame, 0, column, limit, slice_of(text), ROLE_STRONG);
}

START_TEST(a_new_frame_is_blank_without_a_cursor)
{
    assert_shows("\n\n");
    ck_assert_int_eq(frame.cursor_row, -1);
    ck_assert_int_eq(frame_cell(&frame, 1, 7)->role, ROLE_TEXT);
}
END_TEST

START_TEST(a_size_below_one_becomes_one)
{
    frame_resize(&frame, 0, -3);
    ck_assert_int_eq(frame.columns, 1);
    ck_assert_int_eq(frame.rows, 1);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    int column;
    int limit;
    const char *shown;
    int used;
} texts[] = {
    {"fits", "abc", 1, 7, " abc\n\n", 3},
    {"fits exactly", "abc", 1, 3, " abc\n\n", 3},
    {"is cut", "abcd", 1, 3, " ab…\n\n", 3},
    {"is cut at the edge", "abcdefghij", 2, 99, "  abcde…\n\n", 6},
    {"has one column", "abc", 0, 1, "…\n\n", 1},
    {"has no room", "abc", 0, 0, "\n\n", 0},
    {"begins outside", "abc", 8, 3, "\n\n", 0},
    {"is empty", "", 0, 4, "\n\n", 0},
    {"wide", "日本", 0, 4, "日本\n\n", 4},
    {"wide, cut before a half", "日本語", 0, 4, "日…\n\n", 3},
    {"wide, cut to an odd width", "日本語", 0, 5, "日本…\n\n", 5},
    {"controls", "a\x1b[31m", 0, 8, "a�[31m\n\n", 6},
    {"C1 control",
     "a\xc2\x9b"
     "b",
     0, 8, "a�b\n\n", 3},
    {"invalid UTF-8",
     "a\xff\xfe"
     "b",
     0, 8, "a��b\n\n", 4},
    {"direction override",
     "a\xe2\x80\xae"
     "b",
     0, 8, "a�b\n\n", 3},
    {"combining characters", "e\xcc\x81x", 0, 8, "e\xcc\x81x\n\n", 2},
    {"two of them at most", "e\xcc\x81\xcc\x82\xcc\x83x", 0, 8, "e\xcc\x81\xcc\x82x\n\n", 2},
    {"one on nothing", "\xcc\x81x", 0, 8, "x\n\n", 1},
    {"newline", "a\nb", 0, 8, "a�b\n\n", 3},
};

START_TEST(text_is_safe_and_keeps_its_limits)
{
    int used = write_text(texts[_i].column, texts[_i].limit, texts[_i].text);

    assert_shows(texts[_i].shown);
    ck_assert_msg(used == texts[_i].used, "%s: used %d", texts[_i].name, used);
    assert_halves_fit();
}
END_TEST

START_TEST(ten_thousand_bytes_take_no_more_than_the_limit)
{
    char text[10001];

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    ck_assert_int_eq(write_text(0, 8, text), 8);
    assert_shows("xxxxxxx…\n\n");
}
END_TEST

START_TEST(a_wide_character_has_no_place_in_the_last_column)
{
    frame_put(&frame, 0, 7, 0x65e5, ROLE_TEXT);
    assert_shows("\n\n");
    assert_halves_fit();
    frame_put(&frame, 0, 6, 0x65e5, ROLE_TEXT);
    assert_shows("      日\n\n");
    assert_halves_fit();
}
END_TEST

START_TEST(overwriting_half_of_a_wide_character_removes_the_other)
{
    write_text(0, 8, "日本");
    frame_put(&frame, 0, 1, 'x', ROLE_TEXT);
    assert_shows(" x本\n\n");
    assert_halves_fit();
    frame_put(&frame, 0, 2, 'y', ROLE_TEXT);
    assert_shows(" xy\n\n");
    assert_halves_fit();
    write_text(4, 4, "日");
    frame_put(&frame, 0, 3, 0x672c, ROLE_TEXT);
    assert_shows(" xy本\n\n");
    assert_halves_fit();
}
END_TEST

START_TEST(nothing_is_written_outside)
{
    frame_put(&frame, -1, 0, 'x', ROLE_TEXT);
    frame_put(&frame, 2, 0, 'x', ROLE_TEXT);
    frame_put(&frame, 0, -1, 'x', ROLE_TEXT);
    frame_put(&frame, 0, 8, 'x', ROLE_TEXT);
    frame_fill(&frame, 1, 6, 100, '-', ROLE_TEXT);
    ck_assert_int_eq(frame_text(&frame, 2, 0, 8, slice_of("x"), ROLE_TEXT), 1);
    frame_select(&frame, 5, 0, 8);
    assert_shows("\n      --\n");
}
END_TEST

START_TEST(without_utf8_everything_else_is_a_question_mark)
{
    frame.ascii = true;
    frame.ellipsis = '~';
    ck_assert_int_eq(write_text(0, 6, "aé日b"), 4);
    assert_shows("a??b\n\n");
    ck_assert_int_eq(write_text(0, 3, "日本語x"), 3);
    assert_shows("??~b\n\n");
}
END_TEST

START_TEST(the_selection_leaves_roles_alone)
{
    write_text(0, 3, "abc");
    frame_select(&frame, 0, 1, 100);
    ck_assert(!frame_cell(&frame, 0, 0)->selected);
    ck_assert(frame_cell(&frame, 0, 1)->selected);
    ck_assert(frame_cell(&frame, 0, 7)->selected);
    ck_assert_int_eq(frame_cell(&frame, 0, 1)->role, ROLE_STRONG);
    frame_clear(&frame);
    ck_assert(!frame_cell(&frame, 0, 1)->selected);
}
END_TEST

/* What makes a row another one. */
static void change_nothing(struct frame *other)
{
    (void)other;
}

static void change_character(struct frame *other)
{
    frame_put(other, 0, 7, 'x', ROLE_TEXT);
}

static void change_role(struct frame *other)
{
    frame_put(other, 0, 0, 'a', ROLE_WARN);
}

static void change_mark(struct frame *other)
{
    frame_text(other, 0, 0, 1, SLICE("a\xcc\x81"), ROLE_STRONG);
}

static void change_selection(struct frame *other)
{
    frame_select(other, 0, 7, 1);
}

static void change_other_row(struct frame *other)
{
    frame_put(other, 1, 0, 'x', ROLE_TEXT);
}

static const struct {
    void (*change)(struct frame *other);
    bool equal;
} changes[] = {
    {change_nothing, true}, {change_character, false}, {change_role, false},
    {change_mark, false},   {change_selection, false}, {change_other_row, true},
};

START_TEST(rows_are_equal_when_all_their_cells_are)
{
    struct frame other = {.ellipsis = ELLIPSIS};

    write_text(0, 8, "a\xcc\x80日b");
    frame_resize(&other, 8, 2);
    ck_assert(!frame_rows_are_equal(&frame, &other, 0));
    frame_copy_row(&other, &frame, 0);
    changes[_i].change(&other);
    ck_assert_int_eq(frame_rows_are_equal(&frame, &other, 0), changes[_i].equal);
    frame_free(&other);
}
END_TEST

Suite *suite_frame(void)
{
    Suite *suite = suite_create("frame");
    TCase *tcase = tcase_create("frame");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_new_frame_is_blank_without_a_cursor);
    tcase_add_test(tcase, a_size_below_one_becomes_one);
    tcase_add_loop_test(tcase, text_is_safe_and_keeps_its_limits, 0,
                        (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tcase, ten_thousand_bytes_take_no_more_than_the_limit);
    tcase_add_test(tcase, a_wide_character_has_no_place_in_the_last_column);
    tcase_add_test(tcase, overwriting_half_of_a_wide_character_removes_the_other);
    tcase_add_test(tcase, nothing_is_written_outside);
    tcase_add_test(tcase, without_utf8_everything_else_is_a_question_mark);
    tcase_add_test(tcase, the_selection_leaves_roles_alone);
    tcase_add_loop_test(tcase, rows_are_equal_when_all_their_cells_are, 0,
                        (int)(sizeof(changes) / sizeof(changes[0])));
    suite_add_tcase(suite, tcase);
    return suite;
}
