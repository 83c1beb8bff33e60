#include "config.h"

#include "background.h"
#include "unit/suites.h"

static struct background background;
static struct theme theme;

static void setup(void)
{
    background = (struct background){0};
    theme_builtin(0, &theme);
}

static bool take(const char *answer)
{
    return background_take(&background, slice_of(answer));
}

static void choose(const char *name)
{
    theme_builtin(theme_builtin_index(name), &theme);
}

#define BLACK "]11;rgb:0000/0000/0000"
#define WHITE "]11;rgb:ffff/ffff/ffff"
#define WHAT_IT_IS "[?64;1;2c"

START_TEST(until_there_is_an_answer_nothing_is_painted)
{
    ck_assert(background_suits(&background, &theme, DEPTH_256));
    choose("light");
    ck_assert(background_suits(&background, &theme, DEPTH_256));
    ck_assert(background_suits(&background, &theme, DEPTH_16));
}
END_TEST

START_TEST(a_terminal_that_says_what_it_is_but_not_its_background_is_not_known)
{
    ck_assert(take(WHAT_IT_IS));
    ck_assert_int_eq(background.knowledge, BACKGROUND_UNKNOWN);
    ck_assert(!background_suits(&background, &theme, DEPTH_256));
    ck_assert(!background_suits(&background, &theme, DEPTH_16));
    ck_assert(background_suits(&background, &theme, DEPTH_MONO));
    ck_assert(!take(WHAT_IT_IS));
}
END_TEST

START_TEST(what_was_answered_stays_when_it_says_what_it_is)
{
    ck_assert(take(BLACK));
    ck_assert(!take(WHAT_IT_IS));
    ck_assert(!background_give_up(&background));
    ck_assert_int_eq(background.knowledge, BACKGROUND_KNOWN);
}
END_TEST

START_TEST(a_late_answer_is_as_good_as_one_in_time)
{
    ck_assert(background_give_up(&background));
    ck_assert(!background_suits(&background, &theme, DEPTH_256));
    ck_assert(take(BLACK));
    ck_assert(background_suits(&background, &theme, DEPTH_256));
}
END_TEST

static const char *const others[] = {
    "",    "]",     "]11;",           "]11;?",       "]12;rgb:0/0/0", "[?1;2", "]11;rgb:0/0",
    "[0n", "[1;2c", "]111;rgb:0/0/0", "]11rgb:0/0/0"};

START_TEST(another_answer_says_nothing)
{
    ck_assert(!take(others[_i]));
    ck_assert_int_eq(background.knowledge, BACKGROUND_ASKED);
}
END_TEST

static const struct {
    const char *theme;
    const char *answer;
    bool suits;
} terminals[] = {
    {"dark", BLACK, true},
    {"dark", WHITE, false},
    {"dark", "]11;rgb:1e1e/1e1e/1e1e", true},
    {"dark", "]11;rgb:2828/2828/2828", true}, /* nearly what it is made for */
    {"dark", "]11;rgb:3030/3030/3030", false},
    {"light", WHITE, true},
    {"light", BLACK, false},
    {"light", "]11;rgb:fdfd/f6f6/e3e3", true},
    {"light", "]11;rgb:d0d0/d0d0/d0d0", false},
    {"high-contrast", BLACK, true},
    {"high-contrast", "]11;rgb:1e1e/1e1e/1e1e", false},
    {"solarized", "]11;rgb:0000/2b2b/3636", true},
    {"gruvbox", "]11;rgb:2828/2828/2828", true},
    {"nord", "]11;rgb:2e2e/3434/4040", true},
    {"dracula", "]11;rgb:2828/2a2a/3636", true},
    {"mono", BLACK, true},
    {"mono", WHITE, true},
};

START_TEST(a_theme_is_painted_where_it_reads_worse)
{
    choose(terminals[_i].theme);
    ck_assert(take(terminals[_i].answer));
    ck_assert_int_eq(background_suits(&background, &theme, DEPTH_256), terminals[_i].suits);
}
END_TEST

/* The sixteen colours are the terminal's, and go with its background. */
START_TEST(with_16_colours_dark_is_dark_and_light_is_light)
{
    take("]11;rgb:4040/4040/4040");
    ck_assert(background_suits(&background, &theme, DEPTH_16));
    choose("light");
    ck_assert(!background_suits(&background, &theme, DEPTH_16));
    take("]11;rgb:d0d0/d0d0/d0d0");
    ck_assert(background_suits(&background, &theme, DEPTH_16));
}
END_TEST

START_TEST(a_theme_without_a_screen_is_never_painted)
{
    theme.styles[DEPTH_256][ROLE_SCREEN].background = COLOUR_DEFAULT;
    take(WHITE);
    ck_assert(background_suits(&background, &theme, DEPTH_256));
    background.knowledge = BACKGROUND_UNKNOWN;
    ck_assert(background_suits(&background, &theme, DEPTH_256));
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_background(void)
{
    Suite *suite = suite_create("background");
    TCase *tcase = tcase_create("background");

    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, until_there_is_an_answer_nothing_is_painted);
    tcase_add_test(tcase, a_terminal_that_says_what_it_is_but_not_its_background_is_not_known);
    tcase_add_test(tcase, what_was_answered_stays_when_it_says_what_it_is);
    tcase_add_test(tcase, a_late_answer_is_as_good_as_one_in_time);
    tcase_add_loop_test(tcase, another_answer_says_nothing, 0, COUNT(others));
    tcase_add_loop_test(tcase, a_theme_is_painted_where_it_reads_worse, 0, COUNT(terminals));
    tcase_add_test(tcase, with_16_colours_dark_is_dark_and_light_is_light);
    tcase_add_test(tcase, a_theme_without_a_screen_is_never_painted);
    suite_add_tcase(suite, tcase);
    return suite;
}
