#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static const char *const tenant_rows_shown[] = {
    " acme  degraded 20m, warn since 40m     newest 1m, 59 reports, every 1m  1 of 5",
    " STATE    DIMENSION                VALUE BASELINE   CHANGE      Z  FOR SEV 1h",
    " degraded faithfulness             0.500    0.750   -33% ▼   -4.2  20m ▁▁▅▅▇▇",
    " no data  relevance                    -        -      -        -  20m ▁▁▁▁╌╌",
    " ok       judge                    0.500    0.750   -33% ▼      -      ▁▁▁▁▁▁",
    " SEVERITY                      00:00    00:15    00:30    00:45    01:00",
    " faithfulness                  ▁▁▁▁▁▁▁▁▁▁▁▁▄▄▄▄▄▄▄▄▄▄▄▄▇▇▇▇▇▇▇▇▇▇▇▇",
    " relevance                     ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁╌╌╌╌╌╌╌╌╌╌╌╌",
    " judge                         ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁",
    " faithfulness                  00:00    00:15    00:30    00:45    01:00",
    " 0.500 of 0.750",
    " -33%  z -4.2             0.7  ------------------------------------",
    " since 00:40:00",
    "",
    "                          0.5  ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄",
    " EVENTS",
    " 00:40  relevance              ok -> no data        20m so far",
    " 00:40  faithfulness           warn -> degraded     20m so far  z -4.2",
    " 00:20  faithfulness           ok -> warn           20m         z -2.5",
};

/* Draws, and returns the first row in which a text stands. */
static int row_of(const char *text)
{
    struct buffer screen = {0};
    int row = 0;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    frame_print(&fixture.dashboard.frame, &screen);
    const char *found = strstr(buffer_text(&screen), text);
    ck_assert_msg(found != NULL, "'%s' is not shown", text);
    for (const char *c = buffer_text(&screen); c < found; c++)
        row += *c == '\n' ? 1 : 0;
    buffer_free(&screen);
    return row;
}

START_TEST(a_tenants_page_has_table_timeline_and_events)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_assert_row(1 + _i, tenant_rows_shown[_i]);
}
END_TEST

START_TEST(the_cursor_says_how_all_dimensions_were)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_type(",");
    ck_assert(view_shows("00:56:40-00:58:20  degraded faithfulness, 1 ok, 1 no data"));
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    const struct axis *axis = &fixture.dashboard.sight.axis;
    int column = axis->left + (int)axis_cell(axis, axis->cursor_ms);
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 6, column)->character, U'▼');
    view_type("{{");
    ck_assert_int_eq(fixture.dashboard.state.range.cursor_ms, AT(20));
    ck_assert(view_shows("00:20:00  warn faithfulness, 2 ok"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("00:20:00  0.500 of 0.750"));
}
END_TEST

/* A column is told as a whole, and says so; a time that was gone to is told of itself. */
START_TEST(a_time_is_told_of_itself_and_a_cursor_by_its_column)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    view_type(":window 12h\r");
    view_type(":at 00:19:30\r");
    ck_assert(view_shows("00:19:30  3 ok"));
    view_type(":at 00:20:30\r");
    ck_assert(view_shows("00:20:30  warn faithfulness, 2 ok"));
    view_type(",.");
    ck_assert(view_shows("00:20-00:40  warn faithfulness, 2 ok"));
}
END_TEST

START_TEST(what_is_unknown_is_never_zero_or_ok)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    ck_assert_int_eq(view_role_at("no data  relevance"), ROLE_NO_DATA);
    ck_assert(!view_shows("0.0"));
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    ck_assert_int_eq(frame_cell(&fixture.dashboard.frame, 8, 60)->role, ROLE_NO_DATA);
}
END_TEST

START_TEST(a_silence_is_a_gap_and_an_event)
{
    fixture_fill(view_tenant("quiet"), 0, 20, "x=O1");
    fixture_fill(fleet_find(&fixture.fleet, SLICE("quiet")), 50, 60, "x=O1");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("▁···"));
    ck_assert(view_shows("···▁"));
    ck_assert(view_shows("00:19  was silent"));
    ck_assert(view_shows("31m\n"));
}
END_TEST

START_TEST(with_many_dimensions_all_can_be_scrolled_to)
{
    struct tenant *tenant = view_tenant("wide");
    char readings[512] = "";

    for (int i = 0; i < 30; i++)
        snprintf(readings + strlen(readings), sizeof(readings) - strlen(readings), "%sd%02d=O1",
                 i > 0 ? " " : "", i);
    fixture_fill(tenant, 50, 60, readings);
    view_press(INPUT_ENTER);
    ck_assert(view_shows("DIMENSION 1-7/30"));
    ck_assert(view_shows(" d06 "));
    ck_assert(!view_shows(" d07 "));
    view_press(INPUT_END);
    ck_assert(view_shows("DIMENSION 24-30/30"));
    ck_assert(view_shows(" d29 "));
}
END_TEST

START_TEST(a_dimension_that_flips_keeps_its_place)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 50, "a=W-2 b=W-3 c=O1");
    view_press(INPUT_ENTER);
    ck_assert_int_lt(row_of(" b "), row_of(" a "));
    for (int minute = 50; minute < 60; minute++) {
        fixture_add(tenant, AT(minute), minute % 2 == 0 ? "a=W-4 b=O c=D6" : "a=O b=W-2 c=D6");
        ck_assert_int_lt(row_of(" b "), row_of(" a "));
        ck_assert_int_lt(row_of(" a "), row_of(" c "));
    }
    view_press(INPUT_ESCAPE);
    view_press(INPUT_ENTER);
    ck_assert_int_lt(row_of(" c "), row_of(" b "));
}
END_TEST

START_TEST(seven_dimensions_leave_room_for_three_events)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 30, "a=O1 b=O1 c=O1 d=O1 e=O1 f=O1 g=O1");
    fixture_fill(tenant, 30, 60, "a=W2 b=W2 c=D4 d=D4 e=O1 f=O1 g=O1");
    view_press(INPUT_ENTER);
    view_assert_row(10, " SEVERITY                      00:00    00:15    00:30    00:45    01:00");
    view_assert_row(18, " EVENTS  newest 3 of 4");
    view_assert_row(22, " • live");
}
END_TEST

START_TEST(trouble_is_told_in_one_line)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 59, "x=O1");
    tenant_add_unreadable(tenant, stream_id_at(AT(59)), "dims: byte 3", true);
    tenant->flaws.count[FLAW_NUMBERS_NOT_FINITE] = 2;
    tenant->flaws.count[FLAW_UNREADABLE_DIMENSIONS] = 1;
    view_press(INPUT_ENTER);
    view_assert_row(
        21, " 1 entry unreadable, 2 numbers not finite, 1 dimension unreadable: dims: byte 3");
}
END_TEST

static void add_critical(struct tenant *tenant)
{
    struct report report = {.id = stream_id_at(AT(59))};
    struct reading *reading = report_add(&report);

    reading->name = SLICE("x");
    reading->severity = SEVERITY_WARN;
    reading->severity_word = SLICE("catastrophic");
    reading->word = WORD_UNKNOWN;
    reading->sample_count = 5000000000;
    tenant_add(tenant, &report, true);
    report_free(&report);
}

START_TEST(an_unknown_severity_is_shown_in_its_own_word)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 59, "x=W2");
    add_critical(tenant);
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" catastr… x "));
    ck_assert_int_eq(view_role_at("catastr"), ROLE_WARN);
}
END_TEST

START_TEST(counts_beyond_the_columns_of_the_history_are_whole)
{
    add_critical(view_tenant("acme"));
    view_resize(120, 35);
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" 5.0G "));
}
END_TEST

START_TEST(a_tenant_that_is_gone_is_told)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    fleet_remove(&fixture.fleet, SLICE("acme"));
    ck_assert(view_shows("There is no tenant \"acme\"."));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("silent   quiet"));
}
END_TEST

START_TEST(an_empty_tenant_has_a_page_too)
{
    view_tenant("new");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("There is no report in this window."));
}
END_TEST

Suite *suite_view_tenant(void)
{
    Suite *suite = suite_create("view_tenant");
    TCase *tcase = tcase_create("tenant");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, a_tenants_page_has_table_timeline_and_events, 0,
                        (int)(sizeof(tenant_rows_shown) / sizeof(tenant_rows_shown[0])));
    tcase_add_test(tcase, the_cursor_says_how_all_dimensions_were);
    tcase_add_test(tcase, a_time_is_told_of_itself_and_a_cursor_by_its_column);
    tcase_add_test(tcase, what_is_unknown_is_never_zero_or_ok);
    tcase_add_test(tcase, a_silence_is_a_gap_and_an_event);
    tcase_add_test(tcase, with_many_dimensions_all_can_be_scrolled_to);
    tcase_add_test(tcase, a_dimension_that_flips_keeps_its_place);
    tcase_add_test(tcase, seven_dimensions_leave_room_for_three_events);
    tcase_add_test(tcase, trouble_is_told_in_one_line);
    tcase_add_test(tcase, an_unknown_severity_is_shown_in_its_own_word);
    tcase_add_test(tcase, counts_beyond_the_columns_of_the_history_are_whole);
    tcase_add_test(tcase, a_tenant_that_is_gone_is_told);
    tcase_add_test(tcase, an_empty_tenant_has_a_page_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
