/* Every page at every size of a terminal: nothing is torn. What stands in the first row and in the
 * last two is the same at any height, so that no list runs over it; no wide character is cut in
 * half; the selected row is in the list.
 *
 * Sizes around every limit are tried, and others by seed. By hand: SEED=7 SIZES=5000
 * CK_RUN_SUITE=view_sizes ./check_unit. */
#include "config.h"

#include "base/text.h"
#include "input.h"
#include "page.h"
#include "support/dice.h"
#include "support/frame_check.h"
#include "support/quick.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMNS_MAX 500
#define ROWS_MAX 150
#define FOOT_ROWS 2
#define SIZES_BY_SEED 48 /* of each page and fleet */
#define FLEETS 6

static const int edge_columns[] = {1, 2, 3, 10, 40, 59, 60, 61, 79, 80, 99, 100, 101, COLUMNS_MAX};
static const int edge_rows[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                11, 12, 13, 14, 16, 24, 44, 45, 46, ROWS_MAX};

/* What is opened: keys, and what the source does meanwhile. */
static const struct page {
    const char *keys;
    enum source_phase phase;
    const char *trouble;
} pages[] = {
    {"", SOURCE_LIVE, NULL},
    {"G", SOURCE_LIVE, NULL},
    {"\r", SOURCE_LIVE, NULL},
    {"\r\r", SOURCE_LIVE, NULL},
    {"\rj\r<{", SOURCE_LIVE, NULL},
    {"\r\r\r", SOURCE_LIVE, NULL},
    {"x", SOURCE_LIVE, NULL},
    {"?", SOURCE_LIVE, NULL},
    {"?G", SOURCE_LIVE, NULL},
    {"/t\xc3\xa4", SOURCE_LIVE, NULL},
    {"/no such name\r", SOURCE_LIVE, NULL},
    {":win", SOURCE_LIVE, NULL},
    {"Wx\r", SOURCE_LIVE, NULL},
    {"p", SOURCE_LIVE, NULL},
    {"\rp", SOURCE_LIVE, NULL},
    {"", SOURCE_CONNECTING, NULL},
    {"", SOURCE_AWAY, "connect to a host whose name is long: no answer for a while"},
    {"\r", SOURCE_AWAY, "connect to a host whose name is long: no answer for a while"},
    {"", SOURCE_STOPPED, "\xe6\x97\xa5\xe6\x9c\xac NOAUTH: a password is needed"},
    {"G\r", SOURCE_ENDED, NULL},
};

/* A name that is wide, with marks, controls and no end. */
static const char *const hostile_names[] = {
    ("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c"
     "\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"),
    "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84 \x1b[31m\xff\xe2\x80\xae",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
    "a",
};

static void fill_many(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        static const char *const readings[] = {"relevance=D-4 faithfulness=W-2.5 judge=O",
                                               "relevance=O0.5", "x=W2 y=O"};
        char name[32];
        snprintf(name, sizeof(name), "team-%03zu", i);
        fixture_fill(view_tenant(name), 50, 60, readings[i % COUNT(readings)]);
    }
}

static void fill_hostile(void)
{
    for (size_t i = 0; i < COUNT(hostile_names); i++) {
        struct tenant *tenant = view_tenant(hostile_names[i]);
        char readings[256];
        snprintf(readings, sizeof(readings), "%s=D-4 %s=W2", hostile_names[0], hostile_names[2]);
        fixture_fill(tenant, 0, 60, readings);
        tenant_set_trouble(tenant, hostile_names[i]);
    }
    source_remark(&fixture.status, NOTE_CLOCK, "%s", hostile_names[0]);
}

static void fill(int fleet)
{
    static const size_t counts[] = {0, 1, 3, 500};

    if (fleet < (int)COUNT(counts))
        fill_many(counts[fleet]);
    else if (fleet == (int)COUNT(counts))
        fill_hostile();
    else
        view_fill_fleet();
}

static void open_page(const struct page *page)
{
    fixture.status.phase = page->phase;
    fixture.status.away_since_ms = VIEW_NOW - MS_PER_MINUTE;
    if (page->trouble != NULL)
        error_set(&fixture.status.error, ERROR_RETRY, "%s", page->trouble);
    view_open(GLYPHS_BLOCK, 80, 24);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (struct slice keys = slice_of(page->keys); keys.size > 0;) {
        uint32_t key;
        size_t length = text_decode(keys, &key);
        view_press(key);
        keys = (struct slice){keys.data + length, keys.size - length};
    }
}

static void draw_at(int columns, int rows)
{
    view_resize(columns, rows);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
}

static bool is_same_row(const struct frame *a, int row_a, const struct frame *b, int row_b)
{
    for (int column = 0; column < a->columns; column++) {
        const struct cell *left = frame_cell(a, row_a, column);
        const struct cell *right = frame_cell(b, row_b, column);
        if (left->character != right->character || left->role != right->role)
            return false;
    }
    return true;
}

static bool is_too_small(const struct frame *frame)
{
    return frame->columns < PAGE_MINIMUM_COLUMNS || frame->rows < PAGE_MINIMUM_ROWS;
}

static void explain(const char *what, const struct frame *reference)
{
    const struct frame *frame = &fixture.dashboard.frame;
    struct buffer text = {0};

    frame_print(frame, &text);
    buffer_string(&text, "--- beside\n");
    frame_print(reference, &text);
    ck_abort_msg("%d x %d: %s\n%s", frame->columns, frame->rows, what, buffer_text(&text));
}

/* Of a page that is too small, the reference is one that is not high either. The foot of the help
 * page tells how far one has read. */
static void check_bars(const struct frame *reference, bool is_help)
{
    const struct frame *frame = &fixture.dashboard.frame;
    bool small = is_too_small(frame);

    if (frame->rows <= FOOT_ROWS)
        return;
    for (int i = 1; i <= FOOT_ROWS && (small || !is_help); i++) {
        if (!is_same_row(frame, frame->rows - i, reference, reference->rows - i))
            explain("the foot is another", reference);
    }
    if (!small && !is_same_row(frame, 0, reference, 0))
        explain("the head is another", reference);
}

static void check_cursor(void)
{
    const struct frame *frame = &fixture.dashboard.frame;

    if (fixture.dashboard.state.prompt.rules == NULL)
        QUICK_ASSERT(frame->cursor_row == -1);
    else if (frame->rows >= FOOT_ROWS)
        QUICK_ASSERT(frame->cursor_row == frame->rows - FOOT_ROWS);
    QUICK_ASSERT(frame->cursor_row < frame->rows);
    QUICK_ASSERT(frame->cursor_row < 0 ||
                 (frame->cursor_column >= 0 && frame->cursor_column < frame->columns));
}

/* Blocks and dots. */
static bool is_picture(uint32_t character)
{
    return (character >= 0x2580 && character <= 0x259F) ||
           (character >= 0x2800 && character <= 0x28FF);
}

/* One row is selected, but for its picture, and between the bars. */
static void check_selection(bool expected)
{
    const struct frame *frame = &fixture.dashboard.frame;
    int selected = 0;

    for (int row = 0; row < frame->rows; row++) {
        bool is_selected = frame_cell(frame, row, 0)->selected;
        int column = 1;
        while (column < frame->columns && frame_cell(frame, row, column)->selected == is_selected)
            column++;
        QUICK_ASSERT(column == frame->columns || is_selected);
        while (column < frame->columns && !frame_cell(frame, row, column)->selected)
            column++;
        QUICK_ASSERT(column == frame->columns);
        while (is_selected && column-- > 0)
            QUICK_ASSERT(!is_picture(frame_cell(frame, row, column)->character) ||
                         !frame_cell(frame, row, column)->selected);
        QUICK_ASSERT(!is_selected || (row > 0 && row < frame->rows - FOOT_ROWS));
        selected += is_selected;
    }
    QUICK_ASSERT(selected <= 1);
    if (expected)
        QUICK_ASSERT(selected == 1);
}

static bool is_list(const struct page *page, int fleet)
{
    return fleet > 0 && strchr(page->keys, '\r') == NULL && strchr(page->keys, '?') == NULL &&
           strchr(page->keys, '/') == NULL && strchr(page->keys, 'x') == NULL;
}

static void check_size(const struct page *page, int fleet, int columns, int rows)
{
    bool is_help = strchr(page->keys, '?') != NULL;

    draw_at(columns, rows < PAGE_MINIMUM_ROWS ? PAGE_MINIMUM_ROWS - 1 : PAGE_MINIMUM_ROWS);
    struct frame reference = frame_check_copy(&fixture.dashboard.frame);

    draw_at(columns, rows);
    frame_check_characters(&fixture.dashboard.frame);
    check_bars(&reference, is_help);
    check_cursor();
    check_selection(is_list(page, fleet) && !is_too_small(&fixture.dashboard.frame));
    frame_free(&reference);
}

static uint64_t number_of(const char *variable, uint64_t standard)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : standard;
}

/* Every other time one of the edges. */
static int choose(struct dice *dice, const int *edges, size_t count, int most)
{
    if (dice_once_in(dice, 2))
        return edges[dice_below(dice, count)];
    return 1 + (int)dice_below(dice, (size_t)most);
}

static void check_page(const struct page *page, int fleet, struct dice *dice, uint64_t sizes)
{
    open_page(page);
    for (uint64_t i = 0; i < sizes; i++)
        check_size(page, fleet, choose(dice, edge_columns, COUNT(edge_columns), COLUMNS_MAX),
                   choose(dice, edge_rows, COUNT(edge_rows), ROWS_MAX));
}

START_TEST(nothing_is_torn_at_any_size)
{
    struct dice dice = {number_of("SEED", 1) * FLEETS + (uint64_t)_i};
    uint64_t sizes = number_of("SIZES", SIZES_BY_SEED);

    fill(_i);
    for (size_t i = 0; i < COUNT(pages); i++)
        check_page(&pages[i], _i, &dice, sizes);
}
END_TEST

START_TEST(a_size_that_is_too_small_is_told)
{
    fill(3);
    draw_at(50, PAGE_MINIMUM_ROWS);
    ck_assert(view_shows("needs 60 x 12, has 50 x 12"));
    draw_at(PAGE_MINIMUM_COLUMNS, PAGE_MINIMUM_ROWS - 1);
    ck_assert(view_shows("needs 60 x 12, has 60 x 11"));
    draw_at(PAGE_MINIMUM_COLUMNS, PAGE_MINIMUM_ROWS);
    ck_assert(!view_shows("needs"));
}
END_TEST

/* The less room, the more has to give way; how many there are is told to the last. */
START_TEST(what_matters_most_is_told_on_the_fewest_rows)
{
    fill(3);
    draw_at(80, 1);
    ck_assert(view_shows("167 degraded"));
    draw_at(80, 4);
    ck_assert(view_shows("167 degraded"));
    ck_assert(view_shows("degraded team-000"));
    ck_assert(view_shows("q quit"));
    ck_assert(!view_shows("needs"));
    draw_at(80, 5);
    ck_assert(view_shows("needs"));
}
END_TEST

Suite *suite_view_sizes(void)
{
    Suite *suite = suite_create("view_sizes");
    TCase *tcase = tcase_create("sizes");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, nothing_is_torn_at_any_size, 0, FLEETS);
    tcase_add_test(tcase, a_size_that_is_too_small_is_told);
    tcase_add_test(tcase, what_matters_most_is_told_on_the_fewest_rows);
    suite_add_tcase(suite, tcase);
    return suite;
}
