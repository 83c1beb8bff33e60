/* A fleet that lives under the eye: what may move, and when. */
#include "config.h"

#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define FIRST_ROW 3
#define TENANTS 20

/* Reads the name that stands in a row of the list. */
static void read_name(int row, char out[static 16])
{
    int size = 0;

    for (int column = 10; column < 24; column++) {
        uint32_t character = frame_cell(&fixture.dashboard.frame, row, column)->character;
        if (character == ' ')
            break;
        out[size++] = (char)character;
    }
    out[size] = '\0';
}

static void assert_order(const char *expected)
{
    char order[256] = "";

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (size_t row = 0; row < fixture.dashboard.listing.count; row++) {
        char name[16];
        read_name(FIRST_ROW + (int)row, name);
        snprintf(order + strlen(order), sizeof(order) - strlen(order), "%s%s", row > 0 ? " " : "",
                 name);
    }
    ck_assert_str_eq(order, expected);
}

static void report(const char *tenant, const char *readings)
{
    fixture_add(view_tenant(tenant), VIEW_CLOCK.now_ms - 1, readings);
}

static void fill(void)
{
    fixture_fill(view_tenant("acme"), 0, 60, "x=D-4");
    fixture_fill(view_tenant("bank"), 0, 60, "x=W-2");
    fixture_fill(view_tenant("city"), 0, 60, "x=O1");
    assert_order("acme bank city");
}

START_TEST(rows_change_in_place_and_change_places_only_now_and_then)
{
    fill();
    view_wait(MS_PER_SECOND);
    report("city", "x=D-9");
    assert_order("acme bank city");
    ck_assert(view_shows("degraded city"));
    ck_assert(view_shows(" 2 degraded "));
    view_wait(9 * MS_PER_SECOND - 1);
    assert_order("acme bank city");
    view_wait(1);
    assert_order("city acme bank");
}
END_TEST

START_TEST(rows_stand_still_for_a_while_after_a_key)
{
    fill();
    view_wait(8 * MS_PER_SECOND);
    report("city", "x=D-9");
    view_press('j');
    view_wait(5 * MS_PER_SECOND - 1);
    assert_order("acme bank city");
    view_wait(1);
    assert_order("city acme bank");
}
END_TEST

START_TEST(keys_that_sort_sort_at_once)
{
    static const struct {
        const char *keys;
        const char *order;
    } sorts[] = {
        {"o", "city acme bank"}, {"R", "bank acme city"}, {"s", "acme bank city"}, {"jkg", NULL}};

    for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
        view_fixture_teardown();
        view_fixture_setup();
        fill();
        view_wait(MS_PER_SECOND);
        report("city", "x=D-9");
        view_type(sorts[i].keys);
        assert_order(sorts[i].order != NULL ? sorts[i].order : "acme bank city");
    }
}
END_TEST

START_TEST(enter_opens_what_stood_under_it_whatever_came_meanwhile)
{
    fill();
    view_press('j');
    assert_order("acme bank city");
    view_wait(MS_PER_MINUTE);
    report("city", "x=D-9");
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" bank  warn"));
    view_press(INPUT_ESCAPE);
    assert_order("city acme bank");
}
END_TEST

START_TEST(the_first_row_opens_too)
{
    fill();
    view_wait(MS_PER_MINUTE);
    report("city", "x=D-9");
    view_press(INPUT_ENTER);
    ck_assert(view_shows(" acme  degraded"));
}
END_TEST

START_TEST(who_comes_while_rows_stand_comes_to_the_end)
{
    fill();
    view_wait(MS_PER_SECOND);
    report("dora", "x=D-9");
    assert_order("acme bank city dora");
    view_press('o');
    assert_order("dora acme bank city");
}
END_TEST

START_TEST(while_the_fleet_is_read_it_stands_in_its_order)
{
    fixture.status.discovered = false;
    fill();
    view_wait(MS_PER_SECOND);
    report("dora", "x=D-9");
    assert_order("dora acme bank city");
    view_press('j');
    report("city", "x=D-9");
    assert_order("dora acme bank city");
}
END_TEST

START_TEST(when_all_are_judged_the_worst_come_first_at_once)
{
    fixture.status.discovered = false;
    fill();
    report("dora", "x=D-9");
    fixture.status.discovered = true;
    view_wait(100);
    assert_order("dora acme bank city");
    report("city", "x=D-20");
    view_wait(100);
    assert_order("dora acme bank city");
}
END_TEST

/* Every tenant reports with every key, and each time another one is the worst. */
static void live(int turn)
{
    view_wait(11 * MS_PER_SECOND);
    for (int i = 0; i < TENANTS; i++) {
        char name[16];
        char readings[32];
        snprintf(name, sizeof(name), "tenant-%02d", i);
        snprintf(readings, sizeof(readings), "x=%c-%d", (i + turn) % 3 == 0 ? 'D' : 'W',
                 (i * 7 + turn * 5) % TENANTS + 1);
        report(name, readings);
    }
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
}

static void note_open_one(bool seen[static TENANTS])
{
    for (int i = 0; i < TENANTS; i++) {
        char name[16];
        snprintf(name, sizeof(name), " tenant-%02d  ", i);
        seen[i] = seen[i] || view_shows(name);
    }
}

START_TEST(going_round_comes_to_each_of_twenty_live_tenants_once)
{
    bool seen[TENANTS] = {false};

    view_resize(80, 18);
    live(0);
    view_press(INPUT_ENTER);
    for (int turn = 1; turn <= TENANTS; turn++) {
        note_open_one(seen);
        live(turn);
        view_press(_i == 0 ? ']' : '[');
        if (turn % 7 == 0)
            view_type("?x");
    }
    for (int i = 0; i < TENANTS; i++)
        ck_assert_msg(seen[i], "tenant-%02d was never shown", i);
}
END_TEST

Suite *suite_calm(void)
{
    Suite *suite = suite_create("calm");
    TCase *tcase = tcase_create("calm");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, rows_change_in_place_and_change_places_only_now_and_then);
    tcase_add_test(tcase, rows_stand_still_for_a_while_after_a_key);
    tcase_add_test(tcase, keys_that_sort_sort_at_once);
    tcase_add_test(tcase, enter_opens_what_stood_under_it_whatever_came_meanwhile);
    tcase_add_test(tcase, the_first_row_opens_too);
    tcase_add_test(tcase, who_comes_while_rows_stand_comes_to_the_end);
    tcase_add_test(tcase, while_the_fleet_is_read_it_stands_in_its_order);
    tcase_add_test(tcase, when_all_are_judged_the_worst_come_first_at_once);
    tcase_add_loop_test(tcase, going_round_comes_to_each_of_twenty_live_tenants_once, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
