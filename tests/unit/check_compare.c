/* Comparing: the same range so much earlier, on the pages of a tenant and a dimension. */
#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>

#define DAY_MINUTES (24 * 60)

/* Opens the page of a dimension that was ok yesterday, and since a while is degraded. */
static void open_page(void)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, -DAY_MINUTES - 120, 30, "x=O0.5 y=W-3");
    fixture_fill(tenant, 30, 60, "x=D-4.5 y=O1");
    for (int i = 0; i < 2; i++)
        view_press(INPUT_ENTER);
}

/* Returns the last range that is to be loaded; how many there are. */
static size_t last_watched(struct watched_range *last)
{
    size_t count;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    struct watched_range *watched = dashboard_watched(&fixture.dashboard, VIEW_CLOCK, &count);
    *last = watched[count - 1];
    free(watched);
    return count;
}

START_TEST(a_range_is_compared_with_a_day_and_a_week_before)
{
    open_page();
    view_type("c");
    ck_assert(view_shows("compared with 24h before"));
    ck_assert(view_shows("last 1h vs -24h"));
    ck_assert(view_shows("value  · yesterday"));
    ck_assert(view_shows("yesterday  0.500 at 00:59:00  0.000 (0%)  ok: not so yesterday"));
    view_type("c");
    ck_assert(view_shows("last 1h vs -7d"));
    ck_assert(view_shows("last week  there was no report"));
    view_type("c");
    ck_assert(view_shows("compared with nothing"));
    ck_assert(view_shows("value  - baseline"));
    ck_assert(!view_shows("yesterday"));
}
END_TEST

START_TEST(the_comparison_is_that_of_the_cursor)
{
    open_page();
    view_type("c{");
    ck_assert(view_shows("yesterday  0.500 at 00:30:00  0.000 (0%)  ok: not so yesterday"));
    view_type(",");
    ck_assert(!view_shows("not so yesterday"));
    view_type("]");
    ck_assert(view_shows("warn yesterday, and not now") || view_shows("warn: bad also yesterday"));
}
END_TEST

START_TEST(any_time_before_can_be_typed)
{
    open_page();
    view_type("C90m\r");
    ck_assert(view_shows("last 1h vs -1h30m"));
    ck_assert(view_shows("1h30m before  0.500 at 23:29:00"));
    view_type("Csoon\r");
    ck_assert(view_shows("not a time before, as in 24h or 7d; or off: soon"));
    view_press(INPUT_ESCAPE);
    view_type("Coff\r");
    ck_assert(view_shows("compared with nothing"));
}
END_TEST

START_TEST(what_is_compared_with_is_loaded_last_and_once)
{
    struct watched_range before;
    struct watched_range now;

    open_page();
    size_t without = last_watched(&before);
    view_type("c");
    ck_assert_uint_eq(last_watched(&before), without + 1);
    ck_assert_int_le(before.range.start_ms, AT(-DAY_MINUTES));
    ck_assert_int_ge(before.range.end_ms, AT(60 - DAY_MINUTES));
    ck_assert_int_lt(before.range.end_ms, AT(120 - DAY_MINUTES));
    view_wait(1000);
    ck_assert_uint_eq(last_watched(&now), without + 1);
    ck_assert_int_eq(now.range.start_ms, before.range.start_ms);
    ck_assert_int_eq(now.range.end_ms, before.range.end_ms);
    view_press(INPUT_ENTER);
    ck_assert_uint_eq(last_watched(&now), without + 1);
    for (int i = 0; i < 3; i++)
        view_press(INPUT_ESCAPE);
    ck_assert_uint_eq(last_watched(&now), 1);
}
END_TEST

START_TEST(what_is_not_loaded_is_not_said_to_be_nothing)
{
    struct tenant *tenant = view_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    tenant_clear_history(tenant);
    fixture_add(tenant, AT(59) + 1, "x=O1");
    history_reach(&tenant->history, HISTORY_LIVE, AT(0));
    for (int i = 0; i < 2; i++)
        view_press(INPUT_ENTER);
    view_type("c");
    ck_assert(view_shows("yesterday  is not loaded yet"));
}
END_TEST

START_TEST(where_the_history_starts_is_said)
{
    open_page();
    struct tenant *tenant = fleet_find(&fixture.fleet, SLICE("acme"));
    tenant->oldest_id = stream_id_at(AT(-DAY_MINUTES - 120));
    tenant_changed(tenant);
    ck_assert(!view_shows("history starts"));
    view_type("5");
    ck_assert(view_shows("history starts 12 Nov 22:00"));
    view_type("2cc");
    ck_assert(view_shows("last week  is not kept: the history starts 12 Nov 22:00"));
    view_press(INPUT_ESCAPE);
    view_type("5");
    ck_assert(view_shows("history starts 12 Nov 22:00"));
}
END_TEST

START_TEST(a_tenants_page_tells_the_difference_of_each_dimension)
{
    open_page();
    view_press(INPUT_ESCAPE);
    ck_assert(!view_shows("VS -"));
    view_type("c");
    ck_assert(view_shows("VS -24h"));
    view_type("C30m\r");
    ck_assert(view_shows("VS -30m"));
}
END_TEST

START_TEST(the_ghost_needs_no_colour)
{
    view_open(GLYPHS_ASCII, 80, 24);
    open_page();
    view_type("c");
    ck_assert(view_shows("* value  . yesterday"));
}
END_TEST

Suite *suite_compare(void)
{
    Suite *suite = suite_create("compare");
    TCase *tcase = tcase_create("compare");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, a_range_is_compared_with_a_day_and_a_week_before);
    tcase_add_test(tcase, the_comparison_is_that_of_the_cursor);
    tcase_add_test(tcase, any_time_before_can_be_typed);
    tcase_add_test(tcase, what_is_compared_with_is_loaded_last_and_once);
    tcase_add_test(tcase, what_is_not_loaded_is_not_said_to_be_nothing);
    tcase_add_test(tcase, where_the_history_starts_is_said);
    tcase_add_test(tcase, a_tenants_page_tells_the_difference_of_each_dimension);
    tcase_add_test(tcase, the_ghost_needs_no_colour);
    suite_add_tcase(suite, tcase);
    return suite;
}
