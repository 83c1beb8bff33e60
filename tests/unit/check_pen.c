/* What stands at the right end of a line, and what comes from the left, whatever the room. */
#include "config.h"

#include "frame.h"
#include "support/environment.h"
#include "unit/suites.h"
#include "view/pen.h"

#include <string.h>

#define COLUMNS 20
#define KEEP 4

static struct frame frame;

static void setup(void)
{
    environment_utf8();
    frame = (struct frame){.ellipsis = 0x2026};
    frame_resize(&frame, COLUMNS, 1);
}

static void teardown(void)
{
    frame_free(&frame);
    environment_restore();
}

/* Draws both into so many columns. */
static void draw(int columns, const char *left, const char *right, struct buffer *shown)
{
    struct pen pen = pen_at(&frame, 0, 0, columns);

    frame_clear(&frame);
    pen_right(&pen, ROLE_MUTED, right, KEEP);
    pen_text(&pen, ROLE_TEXT, left);
    frame_print(&frame, shown);
}

START_TEST(they_never_touch)
{
    struct buffer shown = {0};

    for (int columns = 1; columns <= COLUMNS; columns++) {
        buffer_clear(&shown);
        draw(columns, "from the left", "1-6 of 7", &shown);
        const char *right = strstr(buffer_text(&shown), "1-6 of 7");
        ck_assert_int_eq(right != NULL, columns >= KEEP + 8);
        ck_assert_msg(right == NULL || strncmp(right - 2, "  ", 2) == 0, "%s", buffer_text(&shown));
    }
    buffer_free(&shown);
}
END_TEST

START_TEST(where_nothing_stands_there_all_is_for_the_left)
{
    struct buffer shown = {0};

    draw(13, "from the left", "", &shown);
    ck_assert_str_eq(buffer_text(&shown), "from the left\n");
    buffer_free(&shown);
}
END_TEST

Suite *suite_pen(void)
{
    Suite *suite = suite_create("pen");
    TCase *tcase = tcase_create("pen");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, they_never_touch);
    tcase_add_test(tcase, where_nothing_stands_there_all_is_for_the_left);
    suite_add_tcase(suite, tcase);
    return suite;
}
