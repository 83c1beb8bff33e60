/* Colours on the terminals that there are: what a theme stands on, what the selection leaves, and
 * what can be done where there are none. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/wait.h"

#include <string.h>

#define DARK_SCREEN 235 /* the backgrounds of the themes */
#define LIGHT_SCREEN 255

#define WHITE "rgb:ffff/ffff/ffff"
#define BLACK "rgb:0000/0000/0000"
#define NOTHING ""

struct case_of_theme {
    const char *theme;
    const char *color;
    const char *background; /* that the terminal tells */
    int painted;            /* the theme's; COLOR_DEFAULT: the terminal's own stays */
};

static const struct case_of_theme cases[] = {{"dark", "auto", BLACK, COLOR_DEFAULT},
                                             {"dark", "auto", WHITE, DARK_SCREEN},
                                             {"dark", "auto", NOTHING, DARK_SCREEN},
                                             {"light", "auto", WHITE, COLOR_DEFAULT},
                                             {"light", "auto", BLACK, LIGHT_SCREEN},
                                             {"light", "auto", NOTHING, LIGHT_SCREEN},
                                             {"mono", "auto", WHITE, COLOR_DEFAULT},
                                             {"mono", "auto", NOTHING, COLOR_DEFAULT},
                                             {"dark", "16", WHITE, 0},
                                             {"dark", "16", BLACK, COLOR_DEFAULT},
                                             {"light", "16", BLACK, 15},
                                             {"light", "16", NOTHING, 15},
                                             {"light", "never", BLACK, COLOR_DEFAULT}};

static struct terminal *start(const char *background, const char *theme, const char *color)
{
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){.columns = 80, .rows = 24, .background = background},
        ARGUMENTS(FROZEN_DEMO, "--theme", theme, "--color", color));

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    return terminal;
}

/* An empty row, to its last cell. */
static bool stands_on(struct terminal *terminal, void *context)
{
    const int *background = context;

    for (int column = 0; column < 80; column++) {
        if (terminal_cell(terminal, 20, column).background != *background)
            return false;
    }
    return true;
}

static void expect_background(struct terminal *terminal, int background)
{
    ck_assert_msg(terminal_wait(terminal, stands_on, &background, PATIENCE_MS),
                  "the screen does not stand on %d", background);
}

START_TEST(a_theme_brings_its_background_where_the_terminal_has_another)
{
    const struct case_of_theme *want = &cases[_i];
    struct terminal *terminal = start(want->background, want->theme, want->color);

    expect_background(terminal, want->painted);
    terminal_type(terminal, "\x0c");
    expect_background(terminal, want->painted);
    terminal_resize(terminal, 100, 30);
    ck_assert(terminal_wait_text(terminal, "NEWEST", PATIENCE_MS));
    expect_background(terminal, want->painted);
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

/* Everything is painted, and no text has the colour that it stands on. */
static bool is_legible(struct terminal *terminal, void *context)
{
    (void)context;
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            struct terminal_cell cell = terminal_cell(terminal, row, column);
            bool painted = cell.background != COLOR_DEFAULT;
            bool seen = cell.characters[0] == ' ' || cell.foreground != cell.background;
            if (cell.width > 0 && (!painted || !seen))
                return false;
        }
    }
    return true;
}

START_TEST(every_theme_can_be_read_on_a_terminal_that_is_the_other_way_round)
{
    struct terminal *terminal = start(BLACK, "dark", "auto");

    expect_background(terminal, COLOR_DEFAULT);
    terminal_type(terminal, "T");
    ck_assert(terminal_wait_text(terminal, "theme light", PATIENCE_MS));
    expect_background(terminal, LIGHT_SCREEN);
    ck_assert(terminal_wait(terminal, is_legible, NULL, PATIENCE_MS));
    terminal_type(terminal, "T");
    ck_assert(terminal_wait_text(terminal, "theme colorblind", PATIENCE_MS));
    expect_background(terminal, COLOR_DEFAULT);
    terminal_free(terminal);
}
END_TEST

/* libvterm says what it is at once, so by then it is known that nothing more will come. */
START_TEST(an_answer_that_comes_late_is_heeded_and_no_key)
{
    struct terminal *terminal = start(NOTHING, "dark", "auto");

    expect_background(terminal, DARK_SCREEN);
    terminal_type(terminal, "/");
    ck_assert(terminal_wait_text(terminal, "Filter:", PATIENCE_MS));
    terminal_type(terminal, "\x1b]11;rgb:0000/0000/0000\x1b\\acme");
    ck_assert(terminal_wait_text(terminal, "Filter: acme   ", PATIENCE_MS));
    expect_background(terminal, COLOR_DEFAULT);
    terminal_free(terminal);
}
END_TEST

/* What the program asked is not left to the shell behind it. The terminal does not look, and so
 * does not answer, before the program is told to end. */
START_TEST(who_leaves_at_once_leaves_no_answer_behind)
{
    struct terminal *terminal = program_start_script(
        "\"$DRIFTOP\" demo:; echo ready; read line; echo \"got $line.\" | cat -v");
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (terminal_modes_are_restored(terminal))
        ck_assert(deadline_pause(&deadline));
    terminal_type(terminal, "q");
    ck_assert(terminal_wait_text(terminal, "ready", PATIENCE_MS));
    terminal_type(terminal, "this\n");
    ck_assert(terminal_wait_text(terminal, "got this.", PATIENCE_MS));
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *color;
    const char *word;
    int foreground;
    bool reverse;
} selections[] = {
    {"256", "degraded", 202, false}, {"16", "degraded", 9, true}, {"never", "degraded", -1, true}};

static struct terminal_cell cell_at(struct terminal *terminal, const char *text, int offset)
{
    int row = 0;
    int column = 0;

    ck_assert(terminal_find(terminal, text, &row, &column));
    return terminal_cell(terminal, row, column + offset);
}

static bool is_picture(const struct terminal_cell *cell)
{
    return cell->characters[0] >= 0x2581 && cell->characters[0] <= 0x2588;
}

/* The name is looked at: what is said of the state and the picture is what the test is about. */
static bool is_selected(struct terminal *terminal, void *context)
{
    struct terminal_cell name = cell_at(terminal, "acme-support", 0);
    (void)context;

    return name.reverse || name.background != COLOR_DEFAULT;
}

START_TEST(the_selection_leaves_severities_and_pictures_as_they_are)
{
    struct terminal *terminal = start(BLACK, "dark", selections[_i].color);
    struct terminal_cell before[80];
    int pictures = 0;
    int row = 0;

    ck_assert(terminal_wait_text(terminal, "███", PATIENCE_MS));
    ck_assert(terminal_find(terminal, "degraded acme-support", &row, NULL));
    for (int column = 0; column < 80; column++)
        before[column] = terminal_cell(terminal, row, column);
    terminal_type(terminal, "j");
    ck_assert(terminal_wait(terminal, is_selected, NULL, PATIENCE_MS));
    struct terminal_cell word = cell_at(terminal, "degraded acme-support", 0);
    ck_assert_int_eq(word.foreground, selections[_i].foreground);
    ck_assert_int_eq(word.reverse, selections[_i].reverse);
    ck_assert(word.bold);
    for (int column = 66; column < 80; column++) {
        struct terminal_cell after = terminal_cell(terminal, row, column);
        ck_assert(is_picture(&after) || after.characters[0] == ' ');
        pictures += is_picture(&after);
        ck_assert_int_eq(after.foreground, before[column].foreground);
        ck_assert_int_eq(after.background, before[column].background);
        ck_assert_int_eq(after.reverse, before[column].reverse);
    }
    ck_assert_int_gt(pictures, 6);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *variable;
    const char *color;
    const char *term;
    const char *said;
} colourless[] = {{"NO_COLOR=1", "auto", NULL,
                   "themes are colours, and NO_COLOR is set: --color always shows them"},
                  {"NO_COLOR=", "never", NULL, "themes are colours, and --color never shows none"},
                  {"NO_COLOR=", "auto", "vt100", "themes are colours, and TERM=vt100 has none"}};

START_TEST(without_colours_the_key_for_themes_says_what_can_be_done)
{
    const char *const environment[] = {colourless[_i].variable, NULL};
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){
            .columns = 80, .rows = 24, .term = colourless[_i].term, .environment = environment},
        ARGUMENTS(FROZEN_DEMO, "--color", colourless[_i].color));

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    terminal_type(terminal, "T");
    ck_assert(terminal_wait_text(terminal, colourless[_i].said, PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

#define ADD_LOOP(tcase, test, table)                                                               \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_colours(void)
{
    Suite *suite = suite_create("colours");
    TCase *tcase = tcase_create("colours");

    ADD_LOOP(tcase, a_theme_brings_its_background_where_the_terminal_has_another, cases);
    tcase_add_test(tcase, every_theme_can_be_read_on_a_terminal_that_is_the_other_way_round);
    tcase_add_test(tcase, an_answer_that_comes_late_is_heeded_and_no_key);
    tcase_add_test(tcase, who_leaves_at_once_leaves_no_answer_behind);
    ADD_LOOP(tcase, the_selection_leaves_severities_and_pictures_as_they_are, selections);
    ADD_LOOP(tcase, without_colours_the_key_for_themes_says_what_can_be_done, colourless);
    suite_add_tcase(suite, tcase);
    return suite;
}
