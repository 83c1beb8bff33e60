/* Only rows that changed are given to curses. So whatever was done, painting all of the screen anew
 * must change nothing. */
#include "config.h"

#include "base/memory.h"
#include "screen/program.h"
#include "screen/suites.h"

#include <stdlib.h>
#include <string.h>

#define QUIET_MS 200

static struct terminal *terminal;

static void teardown(void)
{
    terminal_free(terminal);
}

static struct terminal_cell *take_cells(int columns, int rows)
{
    struct terminal_cell *cells = mem_zalloc((size_t)columns * (size_t)rows, sizeof(*cells));

    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
    for (int i = 0; i < columns * rows; i++)
        cells[i] = terminal_cell(terminal, i / columns, i % columns);
    return cells;
}

static bool is_same_cell(const struct terminal_cell *a, const struct terminal_cell *b)
{
    if (a->width == 0 && b->width == 0) /* the right half of a character, which has no look */
        return true;
    return memcmp(a->characters, b->characters, sizeof(a->characters)) == 0 &&
           a->width == b->width && a->foreground == b->foreground &&
           a->background == b->background && a->bold == b->bold && a->underline == b->underline &&
           a->italic == b->italic && a->reverse == b->reverse;
}

/* Repaints, and compares what is shown then with what was shown before; but for the status line,
 * which answers to the last key. */
static void expect_repaint_changes_nothing(const char *after, int columns, int rows)
{
    struct terminal_cell *before = take_cells(columns, rows);
    size_t written = terminal_bytes(terminal);

    terminal_type(terminal, "\x0c");
    ck_assert(terminal_wait_bytes(terminal, written + 200, PATIENCE_MS));
    struct terminal_cell *now = take_cells(columns, rows);
    for (int i = 0; i < columns * rows; i++)
        ck_assert_msg(i / columns == rows - 2 || is_same_cell(&before[i], &now[i]),
                      "row %d, column %d after '%s'", i / columns, i % columns, after);
    free(before);
    free(now);
}

START_TEST(after_any_key_the_screen_is_what_a_repaint_makes_of_it)
{
    static const char *const keys[] = {"G",  "T", "/o", "\r",   "s", "j",
                                       "\r", "]", "Tp", "\x1b", "3"};

    terminal = program_start_demo();
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        terminal_type(terminal, keys[i]);
        if (strchr(keys[i], '/') == NULL)
            expect_repaint_changes_nothing(keys[i], 80, 24);
    }
}
END_TEST

START_TEST(after_any_resize_too)
{
    static const int sizes[][2] = {{120, 35}, {40, 10}, {80, 24}, {200, 50}, {60, 50}};

    terminal = program_start_demo();
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        expect_repaint_changes_nothing("a resize", sizes[i][0], sizes[i][1]);
    }
}
END_TEST

Suite *suite_repaint(void)
{
    Suite *suite = suite_create("repaint");
    TCase *tcase = tcase_create("repaint");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, after_any_key_the_screen_is_what_a_repaint_makes_of_it);
    tcase_add_test(tcase, after_any_resize_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
