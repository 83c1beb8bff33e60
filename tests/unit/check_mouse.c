/* Mouse: what comes of clicks, on a dashboard without a terminal. */
#include "config.h"

#include "base/text.h"
#include "input.h"
#include "prompts.h"
#include "screen/screens.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <string.h>

static void begin(void)
{
    view_fixture_setup();
    view_fill_fleet();
    fixture.dashboard.state.choices.mouse = true;
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
}

static reaction_set report(unsigned button, bool pressed, int row, int column)
{
    reaction_set reactions = view_event(&(struct input_event){
        .kind = INPUT_MOUSE, .button = button, .pressed = pressed, .row = row, .column = column});

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    return reactions;
}

static reaction_set click(int row, int column)
{
    report(0, false, row, column); /* releasing is nothing */
    return report(0, true, row, column);
}

/* Clicks where a text stands on a row. */
static reaction_set click_on(int row, const char *text)
{
    struct buffer line = {0};

    for (int column = 0; column < fixture.dashboard.frame.columns; column++)
        frame_print_cell(frame_cell(&fixture.dashboard.frame, row, column), &line);
    const char *found = strstr(buffer_text(&line), text);
    ck_assert_msg(found != NULL, "%s is not in %s", text, buffer_text(&line));
    int column = text_width((struct slice){buffer_text(&line), (size_t)(found - line.data)});
    buffer_free(&line);
    return click(row, column);
}

static const char *screen(void)
{
    return stack_top(&fixture.dashboard.state.stack)->screen->name;
}

static const char *selected(void)
{
    return fixture.dashboard.state.stack.places[0].selected;
}

START_TEST(a_click_selects_and_another_opens)
{
    click(5, 20);
    ck_assert_str_eq(selected(), "unsure");
    ck_assert_str_eq(screen(), "fleet");
    click(5, 30);
    ck_assert_str_eq(screen(), "tenant");
    click(3, 10);
    ck_assert_str_eq(screen(), "dimension");
}
END_TEST

START_TEST(below_the_rows_there_is_nothing)
{
    ck_assert_uint_eq(click(8, 20), 0);
    ck_assert_uint_eq(click(0, 20), 0);
    ck_assert_uint_eq(click(22, 20), 0);
    ck_assert_uint_eq(click(500, 500), 0);
    ck_assert_uint_eq(click(-1, -1), 0);
    ck_assert_ptr_null(selected());
}
END_TEST

START_TEST(unless_it_is_wanted_it_does_nothing)
{
    fixture.dashboard.state.choices.mouse = false;
    ck_assert_uint_eq(click(5, 20), 0);
    view_type(":mouse on\r");
    ck_assert_uint_ne(click(5, 20), 0);
    view_type(":mouse off\r");
    ck_assert_uint_eq(click(4, 20), 0);
    ck_assert_str_eq(selected(), "unsure");
}
END_TEST

START_TEST(other_buttons_do_nothing)
{
    static const unsigned buttons[] = {1, 2, 3, 4, 8, 16, 32, 35, 66, 128};

    for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++)
        ck_assert_uint_eq(report(buttons[i], true, 5, 20), 0);
}
END_TEST

START_TEST(the_wheel_moves)
{
    report(65, true, 10, 10);
    report(65, true, 10, 10);
    ck_assert_str_eq(selected(), "unsure");
    report(64, true, 10, 10);
    ck_assert_str_eq(selected(), "quiet");
}
END_TEST

START_TEST(titles_sort)
{
    const struct choices *choices = &fixture.dashboard.state.choices;

    click_on(2, "TENANT");
    ck_assert_int_eq(choices->sort, SORT_NAME);
    ck_assert(!choices->reversed);
    click_on(2, "TENANT");
    ck_assert(choices->reversed);
    click_on(2, "Z");
    ck_assert_int_eq(choices->sort, SORT_Z);
    ck_assert(!choices->reversed);
    click_on(2, "NEW");
    ck_assert_int_eq(choices->sort, SORT_AGE);
    click_on(2, "STATE");
    ck_assert_int_eq(choices->sort, SORT_WORST);
    ck_assert_uint_eq(click_on(2, "CHANGE"), 0);
}
END_TEST

START_TEST(keys_of_the_key_bar_are_pressed)
{
    click_on(23, "help");
    ck_assert_str_eq(screen(), "help");
    click_on(23, "back");
    ck_assert_str_eq(screen(), "fleet");
    click_on(23, "filter");
    ck_assert_ptr_eq(fixture.dashboard.state.prompt.rules, &prompt_filter);
    view_type("un");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    ck_assert_uint_eq(click(3, 10), 0); /* something is being typed */
    click_on(23, "keep");
    ck_assert_ptr_null(fixture.dashboard.state.prompt.rules);
    ck_assert_str_eq(fixture.dashboard.state.choices.filter, "un");
    ck_assert_uint_ne(click_on(23, "quit") & REACTION_QUIT, 0);
}
END_TEST

/* Two reports in one read: the second is about what is not drawn any more. */
START_TEST(what_is_no_longer_there_is_not_pressed)
{
    const struct input_event event = {
        .kind = INPUT_MOUSE, .pressed = true, .row = 23, .column = 78};

    click_on(23, "help");
    view_press(INPUT_ESCAPE);
    view_event(&event);
    ck_assert_str_eq(screen(), "fleet");
}
END_TEST

START_TEST(a_click_in_time_sets_the_cursor)
{
    const struct axis *axis = &fixture.dashboard.sight.axis;

    click(3, 20);
    ck_assert_str_eq(screen(), "tenant");
    ck_assert_uint_gt(axis->cells, 0);
    view_type("\r");
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    ck_assert_str_eq(screen(), "dimension");
    size_t cell = axis_cell(axis, AT(30));
    click(8, axis->left + (int)cell);
    ck_assert_int_eq(fixture.dashboard.state.range.cursor_ms, axis_cell_range(axis, cell).start_ms);
    ck_assert_uint_eq(click(8, axis->left - 1), 0);
    ck_assert_uint_eq(click(8, axis->left + (int)axis->cells), 0);
}
END_TEST

Suite *suite_mouse(void)
{
    Suite *suite = suite_create("mouse");
    TCase *tcase = tcase_create("mouse");

    tcase_add_checked_fixture(tcase, begin, view_fixture_teardown);
    tcase_add_test(tcase, a_click_selects_and_another_opens);
    tcase_add_test(tcase, below_the_rows_there_is_nothing);
    tcase_add_test(tcase, unless_it_is_wanted_it_does_nothing);
    tcase_add_test(tcase, other_buttons_do_nothing);
    tcase_add_test(tcase, the_wheel_moves);
    tcase_add_test(tcase, titles_sort);
    tcase_add_test(tcase, keys_of_the_key_bar_are_pressed);
    tcase_add_test(tcase, what_is_no_longer_there_is_not_pressed);
    tcase_add_test(tcase, a_click_in_time_sets_the_cursor);
    suite_add_tcase(suite, tcase);
    return suite;
}
