/* The page of events, and where Enter leads from there. */
#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static const char *const rows_shown[] = {
    " EVENTS of the fleet  2 incidents, 1 still bad, 5 changes                 all 4",
    " TIME▼    TENANT       DIMENSION         CHANGE               LASTED      VALUE",
    " 00:50:00 globex       relevance         ok -> degraded -> ok 3m          0.500",
    " 00:40:00 acme         relevance         ok -> no data        20m so far      -",
    " 00:40:00 acme         faithfulness      ok -> degraded       40m so far  0.500",
    " 00:29:00 quiet        (all)             silent               31m so far",
};

static void fill(void)
{
    view_fill_fleet();
    fixture_fill(view_tenant("globex"), 0, 47, "relevance=O0.5");
    fleet_remove(&fixture.fleet, SLICE("globex"));
    struct tenant *globex = view_tenant("globex");
    fixture_fill(globex, 0, 47, "relevance=O0.5");
    fixture_fill(globex, 47, 50, "relevance=D3");
    fixture_fill(globex, 50, 60, "relevance=O0.5");
}

START_TEST(what_happened_to_the_fleet_stands_newest_first)
{
    fill();
    view_type("e");
    view_assert_row(1 + _i, rows_shown[_i]);
}
END_TEST

START_TEST(each_change_is_shown_on_demand)
{
    fill();
    view_type("e");
    ck_assert(!view_shows("ok -> warn "));
    view_type("v");
    ck_assert(view_shows("ok -> warn "));
    ck_assert(view_shows("degraded -> ok"));
    view_type("v");
    ck_assert(view_shows("ok -> degraded -> ok"));
}
END_TEST

START_TEST(what_one_report_brought_alike_is_one_row)
{
    struct tenant *acme = view_tenant("acme");

    fixture_fill(acme, 0, 30, "a=O0.5 b=O0.5 c=O0.5");
    fixture_fill(acme, 30, 60, "a=N b=N c=D3");
    view_type("e");
    ck_assert(view_shows("all 2"));
    ck_assert(view_shows(" acme         2 dimensions "));
    ck_assert(view_shows("a, b"));
    view_type("v");
    ck_assert(view_shows("all 3"));
    ck_assert(!view_shows("2 dimensions"));
}
END_TEST

START_TEST(only_degraded_are_listed_on_demand)
{
    fill();
    view_type("ef");
    ck_assert(view_shows("only degraded"));
    ck_assert(!view_shows("silent "));
    ck_assert(!view_shows("no data"));
    ck_assert(view_shows("all 2"));
    view_type("f");
    ck_assert(view_shows("all 4"));
}
END_TEST

START_TEST(a_filter_is_about_who_it_happened_to)
{
    fill();
    view_type("e/acme d:faith\r");
    ck_assert(view_shows("all 1"));
    ck_assert(view_shows("filter: acme d:faith"));
    ck_assert(!view_shows("globex"));
    view_press(INPUT_ESCAPE);
    view_type("e");
    ck_assert(view_shows("all 4"));
}
END_TEST

START_TEST(enter_leads_to_the_moment_and_escape_back)
{
    fill();
    view_type("ejj\r");
    ck_assert(view_shows("acme"));
    ck_assert(view_shows("faithfulness"));
    ck_assert_int_eq(fixture.dashboard.state.range.cursor_ms, AT(40));
    ck_assert_uint_eq(fixture.dashboard.state.stack.count, 4);
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows(" acme  degraded 20m"));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("EVENTS of the fleet"));
    ck_assert(view_shows(" 00:40:00 acme faithfulness ok -> degraded"));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("WORST DIMENSION"));
}
END_TEST

START_TEST(the_next_of_what_was_opened_is_that_of_the_next_event)
{
    fill();
    view_type("ejjj\r");
    ck_assert(view_shows(" quiet  silent"));
    view_type("[");
    ck_assert(view_shows(" acme  degraded"));
}
END_TEST

START_TEST(a_tenants_own_events_are_told_of_it_alone)
{
    fill();
    view_type("\re");
    ck_assert(view_shows("EVENTS of acme"));
    ck_assert(!view_shows("globex"));
    ck_assert(!view_shows("TENANT"));
    view_type("j\r");
    ck_assert_uint_eq(fixture.dashboard.state.stack.count, 4);
    ck_assert(view_shows("faithfulness"));
    view_press(INPUT_ESCAPE);
    ck_assert(view_shows("EVENTS of acme"));
}
END_TEST

/* Many events, each of a tenant of its own, a minute after the other. */
static void fill_many(int tenants)
{
    for (int i = 0; i < tenants; i++) {
        char name[32];
        snprintf(name, sizeof(name), "t%02d", i);
        struct tenant *tenant = view_tenant(name);
        fixture_fill(tenant, 0, i + 1, "x=O1");
        fixture_fill(tenant, i + 1, 60, "x=D2");
    }
}

/* Returns the row in which a text is shown. */
static int row_of(const char *text)
{
    struct buffer row = {0};
    int found = -1;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int i = 0; i < fixture.dashboard.frame.rows && found < 0; i++) {
        buffer_clear(&row);
        for (int column = 0; column < fixture.dashboard.frame.columns; column++)
            frame_print_cell(frame_cell(&fixture.dashboard.frame, i, column), &row);
        found = strstr(buffer_text(&row), text) != NULL ? i : -1;
    }
    buffer_free(&row);
    return found;
}

START_TEST(what_comes_moves_neither_the_selection_nor_the_rows)
{
    fill_many(50);
    view_type("ejjjjjjjjjjjjjjjjjjjj");
    int row = row_of(" t29 ");
    ck_assert_int_gt(row, 3);
    ck_assert(frame_cell(&fixture.dashboard.frame, row, 1)->selected);
    for (int i = 0; i < 3; i++) {
        fixture_add(view_tenant("t00"), AT(60 + i), i % 2 == 0 ? "x=D2 y=O1" : "x=D2 y=D1");
        fixture_add(view_tenant("t01"), AT(60 + i), i % 2 == 0 ? "x=O2" : "x=D2");
        view_wait(MS_PER_MINUTE);
        ck_assert_int_eq(row_of(" t29 "), row);
        ck_assert(frame_cell(&fixture.dashboard.frame, row, 1)->selected);
    }
    /* At the top, one follows the newest. */
    view_type("g");
    fixture_add(view_tenant("t02"), AT(63), "x=O1");
    view_wait(MS_PER_MINUTE);
    ck_assert_int_eq(row_of(" t02 "), 3);
    ck_assert(frame_cell(&fixture.dashboard.frame, 3, 1)->selected);
}
END_TEST

START_TEST(incidents_are_gone_to_one_by_one)
{
    fill();
    view_type("e{");
    ck_assert(view_shows(" 00:40:00 acme faithfulness"));
    view_type("{");
    ck_assert(view_shows("no earlier incident is listed"));
    view_type("}");
    ck_assert(view_shows(" 00:50:00 globex relevance"));
}
END_TEST

START_TEST(an_outage_of_the_source_is_among_them)
{
    fill();
    fixture.status.phase = SOURCE_AWAY;
    fixture.status.away_since_ms = VIEW_NOW - 40 * MS_PER_SECOND;
    snprintf(fixture.status.error.text, sizeof(fixture.status.error.text), "connection refused");
    view_type("e");
    ck_assert(view_shows(" 00:59:20 (source)"));
    ck_assert(view_shows("away: connection refused"));
    fixture.status.phase = SOURCE_LIVE;
    view_wait(20 * MS_PER_SECOND);
    ck_assert(view_shows("connection refused, 1m"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("there is nothing to open"));
}
END_TEST

START_TEST(nothing_is_said_where_nothing_happened)
{
    view_type("e");
    ck_assert(view_shows("Nothing happened in this window."));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("there is nothing to open"));
}
END_TEST

Suite *suite_view_events(void)
{
    Suite *suite = suite_create("view_events");
    TCase *tcase = tcase_create("view_events");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_loop_test(tcase, what_happened_to_the_fleet_stands_newest_first, 0,
                        sizeof(rows_shown) / sizeof(rows_shown[0]));
    tcase_add_test(tcase, each_change_is_shown_on_demand);
    tcase_add_test(tcase, what_one_report_brought_alike_is_one_row);
    tcase_add_test(tcase, only_degraded_are_listed_on_demand);
    tcase_add_test(tcase, a_filter_is_about_who_it_happened_to);
    tcase_add_test(tcase, enter_leads_to_the_moment_and_escape_back);
    tcase_add_test(tcase, the_next_of_what_was_opened_is_that_of_the_next_event);
    tcase_add_test(tcase, a_tenants_own_events_are_told_of_it_alone);
    tcase_add_test(tcase, what_comes_moves_neither_the_selection_nor_the_rows);
    tcase_add_test(tcase, incidents_are_gone_to_one_by_one);
    tcase_add_test(tcase, an_outage_of_the_source_is_among_them);
    tcase_add_test(tcase, nothing_is_said_where_nothing_happened);
    suite_add_tcase(suite, tcase);
    return suite;
}
