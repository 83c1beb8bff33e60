#include "config.h"

#include "dashboard_open.h"
#include "screen/screens.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

static const struct screen *shown(void)
{
    return stack_top(&fixture.dashboard.state.stack)->screen;
}

static void open_anew(const struct screen *screen)
{
    view_open(GLYPHS_BLOCK, 80, 24);
    dashboard_open(&fixture.dashboard, screen, VIEW_CLOCK);
}

START_TEST(every_screen_can_be_opened_without_a_key)
{
    size_t count;
    const struct screen *const *screens = screen_table(&count);

    view_fill_fleet();
    for (size_t i = 0; i < count; i++) {
        open_anew(screens[i]);
        ck_assert_ptr_eq(shown(), screens[i]);
        ck_assert_str_eq(fixture.dashboard.state.notice, "");
        ck_assert_str_eq(screen_names[i], screens[i]->name);
    }
    ck_assert_ptr_null(screen_names[count]);
}
END_TEST

START_TEST(what_is_opened_is_the_worst)
{
    view_fill_fleet();
    open_anew(screen_find("tenant"));
    ck_assert(view_shows(" acme  degraded"));
}
END_TEST

START_TEST(where_there_is_nothing_to_open_that_is_what_is_shown)
{
    size_t count;
    const struct screen *const *screens = screen_table(&count);

    for (size_t i = 0; i < count; i++) {
        open_anew(screens[i]);
        if (screens[i] == screen_find("tenant"))
            ck_assert_ptr_eq(shown(), screen_root());
    }
}
END_TEST

START_TEST(a_title_says_what_and_when)
{
    struct buffer title = {0};

    view_fill_fleet();
    open_anew(screen_find("tenant"));
    dashboard_title(&fixture.dashboard, VIEW_CLOCK, &title);
    ck_assert_ptr_nonnull(
        strstr(buffer_text(&title), "driftop: a tenant's page, redis://host:6379/0, 20"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&title), " UTC"));
    buffer_free(&title);
}
END_TEST

Suite *suite_dashboard_open(void)
{
    Suite *suite = suite_create("dashboard_open");
    TCase *tcase = tcase_create("dashboard_open");

    tcase_add_checked_fixture(tcase, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(tcase, every_screen_can_be_opened_without_a_key);
    tcase_add_test(tcase, what_is_opened_is_the_worst);
    tcase_add_test(tcase, where_there_is_nothing_to_open_that_is_what_is_shown);
    tcase_add_test(tcase, a_title_says_what_and_when);
    suite_add_tcase(suite, tcase);
    return suite;
}
