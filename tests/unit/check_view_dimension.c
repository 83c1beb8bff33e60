#include "config.h"

#include "input.h"
#include "screen/screen.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

/* Opens the page of faithfulness of acme, which is warn from 00:20 on and degraded from 00:40. */
static void open_page(void)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
}

static int64_t cursor(void)
{
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    return fixture.dashboard.sight.axis.cursor_ms;
}

START_TEST(enter_opens_the_selected_dimension_and_escape_returns_to_its_row)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_type("j");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("acme > relevance  no data 20m"));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("STATE    DIMENSION"));
    ck_assert_str_eq(stack_top(&fixture.dashboard.state.stack)->selected, "relevance");
}
END_TEST

START_TEST(the_page_says_what_is_now_and_what_was_before)
{
    open_page();
    ck_assert(view_shows("acme > faithfulness  degraded 20m"));
    ck_assert(view_shows("1 of 3"));
    ck_assert(view_shows("0.500 of 0.750  -0.250 (-33%)  z -4.2  n 10"));
    ck_assert(view_shows("before 00:20 0.500 .. 0.500, since 0.500 .. 0.500"));
    ck_assert(
        view_shows("00:59:00  0.500 of 0.750  -33%  z -4.2  n 10  degraded  1699923540000-0"));
}
END_TEST

START_TEST(neighbours_are_the_other_dimensions)
{
    open_page();
    view_type("]");
    ck_assert(view_shows("acme > relevance"));
    view_type("]]");
    ck_assert(view_shows("acme > faithfulness"));
    view_type("[");
    ck_assert(view_shows("acme > judge"));
}
END_TEST

START_TEST(the_cursor_goes_by_columns_and_reads_out)
{
    open_page();
    int64_t newest_ms = cursor();
    ck_assert_int_eq(newest_ms, AT(59));
    view_type(",");
    int64_t width_ms = fixture.dashboard.sight.axis.grid.width_ms;
    ck_assert_int_lt(cursor(), newest_ms);
    ck_assert_int_ge(cursor(), newest_ms - 2 * width_ms);
    view_type(",,,,");
    int64_t before_ms = cursor();
    view_type(".");
    ck_assert_int_eq(cursor(), before_ms + width_ms);
    for (int i = 0; i < 200; i++)
        view_type(",");
    ck_assert(view_shows("the cursor is at the beginning; look earlier first"));
    for (int i = 0; i < 200; i++)
        view_type(".");
    ck_assert(view_shows("the cursor is at the end"));
}
END_TEST

START_TEST(changes_are_gone_to_one_after_the_other)
{
    open_page();
    view_type("{");
    ck_assert_int_eq(cursor(), AT(40));
    ck_assert(view_shows("00:40:00  0.500 of 0.750  -33%  z -4.2  n 10  degraded"));
    view_type("{");
    ck_assert_int_eq(cursor(), AT(20));
    view_type("{");
    ck_assert(view_shows("no earlier change is loaded"));
    view_type("}");
    ck_assert_int_eq(cursor(), AT(40));
    view_type("}");
    ck_assert(view_shows("no later change is loaded"));
}
END_TEST

START_TEST(looking_back_is_said_and_states_are_as_of_now)
{
    open_page();
    view_type("<");
    ck_assert(view_shows("23:30-00:30, 30m ago"));
    ck_assert(view_shows("LOOKING BACK, states are as of now; L returns"));
    ck_assert(!view_shows("* live"));
    ck_assert(view_shows("degraded 20m"));
    ck_assert_int_le(cursor(), AT(31));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("degraded 20m, warn since 40m"));
    ck_assert(view_shows("23:30-00:30, 30m ago"));
    view_type("L");
    ck_assert(view_shows("last 1h"));
    view_type("L");
    ck_assert(view_shows("it is live already"));
}
END_TEST

START_TEST(zooming_keeps_the_cursor_in_sight)
{
    open_page();
    view_type("{");
    for (int i = 0; i < 30; i++) {
        view_type("+");
        ck_assert_int_eq(cursor(), AT(40));
    }
    ck_assert(view_shows("this is as close as it gets"));
    for (int i = 0; i < 40; i++) {
        view_type("-");
        ck_assert_int_eq(cursor(), AT(40));
    }
    ck_assert(view_shows("this is as far as it gets"));
}
END_TEST

START_TEST(a_time_is_gone_to_by_typing_it)
{
    open_page();
    view_type("@00:25\r");
    ck_assert_int_eq(cursor(), AT(25));
    ck_assert(view_shows("00:25:00  0.500 of 0.750  -33%  z -2.5  n 10  warn"));
    view_type(":at 00:10\r");
    ck_assert_int_eq(cursor(), AT(10));
    view_type("@now+1h\r");
    ck_assert(view_shows("that is still to come"));
    view_press(INPUT_ESCAPE);
    view_type("@soon\r");
    ck_assert(view_shows("Time: soon"));
    view_press(INPUT_ESCAPE);
    view_type("@now-3h\r");
    ck_assert(view_shows("no report"));
}
END_TEST

/* Columns of some minutes hold reports before and after each of these moments. */
START_TEST(nothing_is_read_out_that_came_after_the_moment)
{
    open_page();
    view_type(":w 24h\r");
    view_type("@00:25:30\r");
    ck_assert_int_eq(cursor(), AT(25) + 30 * MS_PER_SECOND);
    ck_assert_int_gt(fixture.dashboard.sight.axis.grid.width_ms, 2 * MS_PER_MINUTE);
    ck_assert(view_shows("00:25:00  0.500 of 0.750  -33%  z -2.5"));
    view_type("L");
    view_type(":until 00:30:10\r");
    ck_assert_int_eq(cursor(), AT(30));
    ck_assert(view_shows("00:30:00  0.500 of 0.750  -33%  z -2.5"));
    view_type(",.");
    ck_assert(view_shows("00:30:00  0.500 of 0.750  -33%  z -2.5"));
}
END_TEST

START_TEST(a_dimension_that_is_returned_to_shows_what_came_meanwhile)
{
    open_page();
    view_type("]");
    fixture_add(view_tenant("acme"), VIEW_NOW + MS_PER_SECOND, "faithfulness=D");
    view_wait(2 * MS_PER_SECOND);
    ck_assert(view_shows("acme > relevance"));
    view_type("[");
    ck_assert_int_eq(cursor(), VIEW_NOW + MS_PER_SECOND);
    view_type(":w 15m\r[]");
    ck_assert_int_eq(cursor(), VIEW_NOW + MS_PER_SECOND);
}
END_TEST

START_TEST(a_paused_view_reads_out_no_later_report)
{
    open_page();
    view_type("p");
    fixture_add(view_tenant("acme"), VIEW_NOW + 2 * MS_PER_SECOND, "faithfulness=D");
    view_wait(3 * MS_PER_SECOND);
    ck_assert_int_eq(cursor(), AT(59));
}
END_TEST

/* What a new value within the scale changes: its own column and lines of text, nothing else. */
START_TEST(a_new_value_never_moves_the_picture)
{
    struct frame before = {0};
    int changed = 0;

    open_page();
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    const struct frame *frame = &fixture.dashboard.frame;
    frame_resize(&before, frame->columns, frame->rows);
    for (int row = 0; row < frame->rows; row++)
        frame_copy_row(&before, frame, row);
    view_wait(MS_PER_MINUTE);
    fixture_fill(fleet_find(&fixture.fleet, SLICE("acme")), 60, 61, "faithfulness=D-4.5 judge=O");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int row = 4; row < 19; row++) {
        for (int column = 0; column < frame->columns; column++)
            changed += frame_cell(frame, row, column)->character !=
                       frame_cell(&before, row, column)->character;
    }
    ck_assert_int_gt(changed, 0);
    ck_assert_int_le(changed, 12);
    frame_free(&before);
}
END_TEST

START_TEST(the_same_dimension_of_other_tenants_stands_below_where_there_is_room)
{
    view_open(GLYPHS_BLOCK, 120, 50);
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_type("j");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("IN OTHER TENANTS  warn or degraded in 0 of 2"));
    ck_assert(view_shows("globex"));
    ck_assert(view_shows("EVENTS"));
}
END_TEST

START_TEST(a_heading_never_stands_without_rows)
{
    view_open(GLYPHS_BLOCK, 200, 50);
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("acme > faithfulness"));
    ck_assert(!view_shows("IN OTHER TENANTS"));
    fixture_fill(view_tenant("alone"), 0, 60, "only=D");
    view_press(INPUT_ESCAPE);
    view_press(INPUT_ESCAPE);
    view_type("talone");
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("alone > only"));
    ck_assert(!view_shows("OTHER DIMENSIONS"));
}
END_TEST

START_TEST(the_report_at_the_cursor_says_what_the_others_were)
{
    view_open(GLYPHS_BLOCK, 120, 35);
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("OTHER DIMENSIONS at 00:59:00"));
    ck_assert(view_shows(" no data  relevance "));
    view_type("{{");
    ck_assert(view_shows("OTHER DIMENSIONS at 00:20:00"));
    ck_assert(view_shows(" ok       relevance            0.500   0.750   -33%   -0.5"));
}
END_TEST

START_TEST(statistics_are_those_of_the_window)
{
    view_open(GLYPHS_BLOCK, 120, 35);
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("STATISTICS of this window"));
    ck_assert(view_shows(" 59 reports  degraded 34%  warn 34%  ok 32%"));
    ck_assert(view_shows(" mean 0.500 before 00:20, since 0.500 (0%)"));
}
END_TEST

START_TEST(a_dimension_without_a_value_says_so)
{
    fixture_fill(view_tenant("acme"), 0, 60, "x=N");
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("There is no value in this window."));
    ck_assert(view_shows("  no value"));
    ck_assert(view_shows("no data"));
}
END_TEST

START_TEST(what_is_not_loaded_is_never_called_a_gap)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    view_press(INPUT_ENTER);
    view_press(INPUT_ENTER);
    tenant_clear_history(tenant);
    tenant_changed(tenant);
    ck_assert(view_shows("This window is not loaded yet."));
    ck_assert(view_shows("nothing is known of this time yet"));
}
END_TEST

START_TEST(the_newest_report_opens_before_anything_is_loaded)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    history_clear(&tenant->history);
    tenant_changed(tenant);
    for (int i = 0; i < 3; i++)
        view_press(INPUT_ENTER);
    ck_assert_str_eq(stack_top(&fixture.dashboard.state.stack)->screen->name, "report");
    ck_assert(view_shows("1699923540000-0"));
}
END_TEST

START_TEST(the_page_needs_no_colour_and_no_utf8)
{
    view_open(GLYPHS_ASCII, 80, 24);
    open_page();
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    const struct frame *frame = &fixture.dashboard.frame;
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++)
            ck_assert_uint_lt(frame_cell(frame, row, column)->character, 127);
    }
    ck_assert(view_shows("SEVERITY"));
    ck_assert(view_shows("+++###"));
}
END_TEST

START_TEST(a_dimension_that_is_gone_is_said_to_be)
{
    open_page();
    tenant_reset(fleet_find(&fixture.fleet, SLICE("acme")));
    tenant_changed(fleet_find(&fixture.fleet, SLICE("acme")));
    ck_assert(view_shows("acme > faithfulness"));
    fleet_remove(&fixture.fleet, SLICE("acme"));
    ck_assert(view_shows("There is no dimension \"faithfulness\"."));
    ck_assert(view_shows("Esc shows the others."));
}
END_TEST

Suite *suite_view_dimension(void)
{
    Suite *suite = suite_create("view_dimension");
    TCase *tcase = tcase_create("page");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, enter_opens_the_selected_dimension_and_escape_returns_to_its_row);
    tcase_add_test(tcase, the_page_says_what_is_now_and_what_was_before);
    tcase_add_test(tcase, neighbours_are_the_other_dimensions);
    tcase_add_test(tcase, the_cursor_goes_by_columns_and_reads_out);
    tcase_add_test(tcase, changes_are_gone_to_one_after_the_other);
    tcase_add_test(tcase, looking_back_is_said_and_states_are_as_of_now);
    tcase_add_test(tcase, zooming_keeps_the_cursor_in_sight);
    tcase_add_test(tcase, a_time_is_gone_to_by_typing_it);
    tcase_add_test(tcase, nothing_is_read_out_that_came_after_the_moment);
    tcase_add_test(tcase, a_dimension_that_is_returned_to_shows_what_came_meanwhile);
    tcase_add_test(tcase, a_paused_view_reads_out_no_later_report);
    tcase_add_test(tcase, a_new_value_never_moves_the_picture);
    tcase_add_test(tcase, the_same_dimension_of_other_tenants_stands_below_where_there_is_room);
    tcase_add_test(tcase, a_heading_never_stands_without_rows);
    tcase_add_test(tcase, the_report_at_the_cursor_says_what_the_others_were);
    tcase_add_test(tcase, statistics_are_those_of_the_window);
    tcase_add_test(tcase, a_dimension_without_a_value_says_so);
    tcase_add_test(tcase, what_is_not_loaded_is_never_called_a_gap);
    tcase_add_test(tcase, the_newest_report_opens_before_anything_is_loaded);
    tcase_add_test(tcase, the_page_needs_no_colour_and_no_utf8);
    tcase_add_test(tcase, a_dimension_that_is_gone_is_said_to_be);
    suite_add_tcase(suite, tcase);
    return suite;
}
