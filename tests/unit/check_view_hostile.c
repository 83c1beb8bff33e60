#include "config.h"

#include "base/text.h"
#include "input.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char hostile[] = "\x1b]0;own\x07\x1b[31m\xc2\x9b\xe2\x80\xae\xff\n日本.";

static void add_hostile_tenant(void)
{
    struct tenant *tenant = view_tenant(hostile);
    char readings[128];

    snprintf(readings, sizeof(readings), "%s=D-4 plain=O", hostile);
    fixture_fill(tenant, 0, 60, readings);
    tenant_set_trouble(tenant, hostile);
    error_set(&fixture.status.error, ERROR_RETRY, "%s", hostile);
    source_remark(&fixture.status, NOTE_CLOCK, "%s", hostile);
}

static void assert_safe(void)
{
    const struct frame *frame = &fixture.dashboard.frame;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++) {
            uint32_t character = frame_cell(frame, row, column)->character;
            ck_assert_uint_eq(text_safe_character(character), character);
        }
    }
}

START_TEST(nothing_from_outside_acts_on_the_terminal)
{
    add_hostile_tenant();
    assert_safe();
    view_press(INPUT_ENTER);
    assert_safe();
    fixture.status.phase = SOURCE_AWAY;
    assert_safe();
    view_type("t");
    view_press(0x9b);
    view_press(0x202e);
    assert_safe();
}
END_TEST

START_TEST(every_size_can_be_drawn)
{
    static const char *const pages[] = {"", "\r", "?", "/a", "\rWx", "p", "\r\r", "\r\r\r"};

    view_fill_fleet();
    add_hostile_tenant();
    view_type(pages[_i]);
    for (int rows = 1; rows <= 60; rows += 1 + rows / 16) {
        for (int columns = 1; columns <= 260; columns += 1 + columns / 16) {
            view_resize(columns, rows);
            dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
        }
    }
}
END_TEST

START_TEST(any_keys_at_all_are_survived)
{
    static const uint32_t keys[] = {'j',           'k',
                                    'g',           'G',
                                    's',           'R',
                                    '/',           't',
                                    'a',           'q',
                                    'w',           '1',
                                    '5',           'W',
                                    '9',           'm',
                                    'p',           'u',
                                    '?',           ']',
                                    '[',           INPUT_ENTER,
                                    INPUT_ESCAPE,  INPUT_BACKSPACE,
                                    INPUT_TAB,     INPUT_PAGE_DOWN,
                                    INPUT_PAGE_UP, INPUT_END,
                                    INPUT_HOME,    '=',
                                    'v',           'y',
                                    '+',           '-'};
    static const char *const fields[] = {
        hostile, hostile, "dims", "[{\"name\":\"x\",\"metadata\":{\"a\":[1,{}]}}]", NULL, NULL};
    unsigned random = (unsigned)_i;

    view_fill_fleet();
    add_hostile_tenant();
    for (int i = 0; i < 500; i++) {
        random = random * 1103515245u + 12345u;
        view_press(keys[(random >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
        if (random >> 28 == 0)
            fleet_remove(&fixture.fleet, SLICE("quiet"));
        if (random >> 28 == 1)
            fixture_fill(view_tenant("quiet"), i, i + 1, "x=W2");
        view_resize(20 + (int)(random >> 24), 5 + (int)(random >> 26));
        view_answer(fields);
    }
}
END_TEST

/* --- what is loaded, and when to look again --- */

START_TEST(only_tenants_on_the_screen_are_watched)
{
    size_t count;

    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof(name), "tenant-%02d", i);
        fixture_fill(view_tenant(name), 50, 60, "x=O1");
    }
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    struct watched_range *watched = dashboard_watched(&fixture.dashboard, VIEW_CLOCK, &count);
    ck_assert_uint_eq(count, 19);
    ck_assert_str_eq(watched[0].tenant.data, "tenant-00");
    ck_assert_int_eq(watched[0].range.end_ms, HISTORY_LIVE);
    ck_assert_int_le(watched[0].range.start_ms, VIEW_NOW - MS_PER_HOUR);
    ck_assert_int_gt(watched[0].range.start_ms, VIEW_NOW - MS_PER_HOUR - 10 * MS_PER_MINUTE);
    free(watched);
    view_press(INPUT_END);
    view_press(INPUT_ENTER);
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    watched = dashboard_watched(&fixture.dashboard, VIEW_CLOCK, &count);
    ck_assert_uint_eq(count, 19);
    ck_assert_str_eq(watched[0].tenant.data, "tenant-99");
    ck_assert_str_eq(watched[1].tenant.data, "tenant-81");
    free(watched);
}
END_TEST

START_TEST(what_is_watched_changes_seldom)
{
    struct dashboard_clock later = {.now_ms = VIEW_NOW + MS_PER_MINUTE,
                                    .own_ms = VIEW_NOW + MS_PER_MINUTE};
    size_t count;

    fixture_fill(view_tenant("acme"), 50, 60, "x=O1");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    struct watched_range *first = dashboard_watched(&fixture.dashboard, VIEW_CLOCK, &count);
    struct watched_range *then = dashboard_watched(&fixture.dashboard, later, &count);
    ck_assert_int_eq(first->range.start_ms, then->range.start_ms);
    ck_assert_int_eq(first->range.end_ms, then->range.end_ms);
    free(first);
    free(then);
}
END_TEST

START_TEST(a_quiet_screen_holds_until_an_age_or_the_clock_changes)
{
    struct dashboard_clock clock = {.now_ms = AT(60) + 3000, .own_ms = AT(60) + 3000};

    fixture.status.answered_ms = clock.own_ms + MS_PER_HOUR;
    ck_assert_int_eq(dashboard_draw(&fixture.dashboard, clock), AT(61));
    fixture_fill(view_tenant("a"), 0, 60, "x=O1");
    fixture_add(fleet_find(&fixture.fleet, SLICE("a")), AT(60) - 12000, "x=O1");
    ck_assert_int_eq(dashboard_draw(&fixture.dashboard, clock), AT(60) + 15000);
}
END_TEST

Suite *suite_view_hostile(void)
{
    Suite *suite = suite_create("view_hostile");
    TCase *tcase = tcase_create("robust");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, nothing_from_outside_acts_on_the_terminal);
    tcase_add_loop_test(tcase, every_size_can_be_drawn, 0, 8);
    tcase_add_loop_test(tcase, any_keys_at_all_are_survived, 0, 8);
    tcase_add_test(tcase, only_tenants_on_the_screen_are_watched);
    tcase_add_test(tcase, what_is_watched_changes_seldom);
    tcase_add_test(tcase, a_quiet_screen_holds_until_an_age_or_the_clock_changes);
    suite_add_tcase(suite, tcase);
    return suite;
}
