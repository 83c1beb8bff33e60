/* The maps: tenants against time, and the dimensions of one. */
#include "config.h"

#include "input.h"
#include "screen/screen.h"
#include "support/dice.h"
#include "support/quick.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROW 3
#define MANY 200

static const struct frame *drawn(void)
{
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    return &fixture.dashboard.frame;
}

static const struct axis *axis(void)
{
    return &fixture.dashboard.sight.axis;
}

/* Returns the cell of a row at a minute. */
static const struct cell *cell_at(int row, int minute)
{
    const struct frame *frame = drawn();

    return frame_cell(frame, row, axis()->left + (int)axis_cell(axis(), AT(minute)));
}

static const char *selected(void)
{
    return stack_top(&fixture.dashboard.state.stack)->selected;
}

static const char *screen(void)
{
    return stack_top(&fixture.dashboard.state.stack)->screen->name;
}

START_TEST(each_cell_says_what_was_worst_by_shape_letter_and_colour)
{
    static const struct {
        int row; /* acme, quiet, unsure, new, globex */
        int minute;
        uint32_t block;
        uint32_t ascii;
        enum role role;
    } cases[] = {
        {0, 5, U'▁', '.', ROLE_CALM},      {0, 25, U'▄', 'w', ROLE_WARN},
        {0, 45, U'▇', 'D', ROLE_DEGRADED}, {1, 5, U'▁', '.', ROLE_CALM},
        {1, 45, 'S', 'S', ROLE_SILENT},    {2, 45, U'▄', 'w', ROLE_WARN},
        {3, 45, U'·', '_', ROLE_GAP},      {4, 45, U'▁', '.', ROLE_CALM},
        {4, 75, ' ', ' ', ROLE_TEXT},
    };

    view_fill_fleet();
    for (int ascii = 0; ascii < 2; ascii++) {
        view_open(ascii != 0 ? GLYPHS_ASCII : GLYPHS_BLOCK, 120, 24);
        view_type("m");
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            const struct cell *cell = cell_at(FIRST_ROW + cases[i].row, cases[i].minute);
            ck_assert_uint_eq(cell->character, ascii != 0 ? cases[i].ascii : cases[i].block);
            ck_assert_int_eq(cell->role, cases[i].role);
        }
    }
}
END_TEST

START_TEST(the_counts_below_are_those_of_the_columns)
{
    view_fill_fleet();
    view_type("m");
    ck_assert_uint_eq(cell_at(FIRST_ROW + 5, 5)->character, '1');
    ck_assert_uint_eq(cell_at(FIRST_ROW + 5, 45)->character, '2');
    ck_assert(view_shows("bad at once"));
    ck_assert(view_shows(" faithfulness                  1 of 1      acme D"));
}
END_TEST

START_TEST(the_cursor_reads_out_and_enter_opens_the_tenant_there)
{
    view_fill_fleet();
    view_type("m");
    view_press(INPUT_DOWN);
    view_press(INPUT_UP);
    for (int i = 0; i < 20; i++)
        view_type(",");
    drawn();
    int64_t cursor_ms = axis()->cursor_ms;
    ck_assert_int_lt(cursor_ms, AT(40));
    ck_assert(view_shows("00:30:00-00:31:30  2 bad: acme W, unsure W"));
    view_press(INPUT_ENTER);
    ck_assert_str_eq(screen(), "tenant");
    drawn();
    ck_assert_int_eq(axis()->cursor_ms, cursor_ms);
    view_press(INPUT_ESCAPE);
    ck_assert_str_eq(screen(), "map");
    ck_assert_str_eq(selected(), "acme");
}
END_TEST

START_TEST(one_dimension_over_all_tenants_and_back)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_type("m");
    ck_assert_str_eq(screen(), "tenant_map");
    ck_assert(view_shows(" MAP of acme"));
    ck_assert_uint_eq(cell_at(FIRST_ROW + 1, 50)->character, U'╌');
    view_press(INPUT_DOWN);
    view_type("d");
    ck_assert_str_eq(screen(), "map");
    ck_assert_str_eq(selected(), "acme");
    ck_assert(view_shows(" MAP of relevance"));
    ck_assert_uint_eq(cell_at(FIRST_ROW, 50)->character, U'╌');
    ck_assert_uint_eq(cell_at(FIRST_ROW + 2, 50)->character, ' ');
    view_press(INPUT_ESCAPE);
    ck_assert_str_eq(screen(), "tenant_map");
    ck_assert_str_eq(selected(), "relevance");
}
END_TEST

START_TEST(a_long_name_leaves_the_heading_what_it_says)
{
    fixture_fill(view_tenant("a-tenant-with-a-name-of-very-many-words-in-it.eu-central-1"), 0, 60,
                 "x=D5");
    view_resize(80, 24);
    view_type("\rm");
    view_assert_row(
        1, " MAP of a-tenant-with-…t.eu-central-1 by 1m30s  ▇ degraded  ▄ warn  1 dimension");
    view_resize(60, 12);
    view_assert_row(1, " MAP of a-ten…tral-1 by 2m15s  ▇ degraded       1 dimension");
}
END_TEST

START_TEST(the_map_goes_through_the_dimensions_of_the_selected_tenant)
{
    static const char *const headings[] = {"MAP of faithfulness", "MAP of relevance",
                                           "MAP of judge", "MAP by "};

    view_fill_fleet();
    view_type("m");
    for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
        view_type("d");
        ck_assert(view_shows(headings[i]));
    }
    view_type("d");
    view_press(INPUT_ESCAPE);
    ck_assert_str_eq(screen(), "map");
    ck_assert(!view_shows("MAP of"));
    view_press(INPUT_ESCAPE);
    ck_assert_str_eq(screen(), "fleet");
}
END_TEST

/* What is not loaded is neither ok nor a gap, and of the rest only the page is watched. */
START_TEST(only_the_page_is_loaded_and_what_is_not_is_blank)
{
    char name[32];
    size_t count;

    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "tenant-%03d", i);
        struct tenant *tenant = view_tenant(name);
        fixture_fill(tenant, 50, 60, "a=O");
        if (i == 1)
            history_clear(&tenant->history);
        tenant_changed(tenant);
    }
    view_type("m");
    ck_assert(view_shows("1-18 of 200 tenants"));
    ck_assert(view_shows("bad of these 18"));
    ck_assert_uint_eq(cell_at(FIRST_ROW, 55)->character, U'▁');
    ck_assert_uint_eq(cell_at(FIRST_ROW + 1, 55)->character, ' ');
    free(dashboard_watched(&fixture.dashboard, VIEW_CLOCK, &count));
    ck_assert_uint_le(count, 20);
}
END_TEST

START_TEST(filter_and_order_hold_on_the_map)
{
    view_fill_fleet();
    view_type("ms");
    ck_assert(view_shows("TENANT by name"));
    view_type("/u");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("2 tenants"));
    ck_assert(view_shows(" quiet "));
    ck_assert(!view_shows(" globex "));
}
END_TEST

/* A report costs a column: the rows of before are gone on with, and equal those made from nothing.
 */
static void compare_with_new_ones(void)
{
    static uint32_t before[2][500];

    for (int round = 0; round < 2; round++) {
        const struct frame *frame = drawn();
        for (int row = 0; row < 2; row++) {
            for (size_t i = 0; i < axis()->cells; i++) {
                uint32_t *character = &before[row][i];
                const struct cell *cell = frame_cell(frame, FIRST_ROW + row, axis()->left + (int)i);
                QUICK_ASSERT(round == 0 || *character == cell->character);
                *character = cell->character;
            }
        }
        heat_memo_free(&fixture.dashboard.heats);
    }
}

START_TEST(a_map_that_is_gone_on_with_equals_one_from_nothing)
{
    static const char *const readings[] = {"a=O b=O", "a=W b=O", "a=D b=W", "b=O", "a=N b=O"};
    struct dice dice = {(uint64_t)_i + 1};

    fixture_add(view_tenant("one"), fixture.clock.now_ms, readings[0]);
    fixture_add(view_tenant("two"), fixture.clock.now_ms, readings[0]);
    view_type("m");
    for (int i = 0; i < 60; i++) {
        const char *name = dice_once_in(&dice, 2) ? "one" : "two";
        view_wait((int64_t)dice_below(&dice, 3 * MS_PER_MINUTE));
        fixture_add(view_tenant(name), fixture.clock.now_ms, readings[dice_below(&dice, 5)]);
        drawn();
        if (dice_once_in(&dice, 3))
            compare_with_new_ones();
    }
}
END_TEST

Suite *suite_view_map(void)
{
    Suite *suite = suite_create("view_map");
    TCase *tcase = tcase_create("map");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, each_cell_says_what_was_worst_by_shape_letter_and_colour);
    tcase_add_test(tcase, the_counts_below_are_those_of_the_columns);
    tcase_add_test(tcase, the_cursor_reads_out_and_enter_opens_the_tenant_there);
    tcase_add_test(tcase, one_dimension_over_all_tenants_and_back);
    tcase_add_test(tcase, a_long_name_leaves_the_heading_what_it_says);
    tcase_add_test(tcase, the_map_goes_through_the_dimensions_of_the_selected_tenant);
    tcase_add_test(tcase, only_the_page_is_loaded_and_what_is_not_is_blank);
    tcase_add_test(tcase, filter_and_order_hold_on_the_map);
    tcase_add_loop_test(tcase, a_map_that_is_gone_on_with_equals_one_from_nothing, 0, 10);
    suite_add_tcase(suite, tcase);
    return suite;
}
