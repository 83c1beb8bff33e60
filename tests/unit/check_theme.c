#include "config.h"

#include "base/buffer.h"
#include "builtin_themes.h"
#include "support/scratch.h"
#include "theme.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct theme theme;
static struct error error;

static const char *const expected_themes[] = {"dark",    "light",         "colorblind", "mono",
                                              "harbour", "high-contrast", "solarized",  "gruvbox",
                                              "nord",    "dracula"};

START_TEST(every_builtin_theme_says_everything_itself)
{
    const struct builtin_theme *builtin = builtin_theme_find(expected_themes[_i]);

    ck_assert_ptr_nonnull(builtin);
    ck_assert_ptr_null(strstr(builtin->text, "\nbase"));
    ck_assert_msg(theme_parse(builtin->text, builtin->file, &theme, &error), "%s", error.text);
    ck_assert_str_eq(theme.name, expected_themes[_i]);
    ck_assert_str_ne(theme.description, "");
}
END_TEST

START_TEST(mono_values_have_no_colour)
{
    theme_builtin((size_t)_i, &theme);
    for (int role = 0; role < ROLE_COUNT; role++) {
        ck_assert_int_eq(theme.styles[DEPTH_MONO][role].foreground, COLOUR_DEFAULT);
        ck_assert_int_eq(theme.styles[DEPTH_MONO][role].background, COLOUR_DEFAULT);
    }
}
END_TEST

static bool same_style(struct style a, struct style b)
{
    return a.foreground == b.foreground && a.background == b.background &&
           a.attributes == b.attributes;
}

START_TEST(trouble_never_looks_as_if_all_were_well)
{
    static const enum role bad[] = {ROLE_WARN, ROLE_DEGRADED, ROLE_SILENT, ROLE_NO_DATA};

    theme_builtin((size_t)_i, &theme);
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            ck_assert(!same_style(theme.styles[depth][bad[i]], theme.styles[depth][ROLE_OK]));
            ck_assert(!same_style(theme.styles[depth][bad[i]], theme.styles[depth][ROLE_CALM]));
        }
        ck_assert(!same_style(theme.styles[depth][ROLE_WARN], theme.styles[depth][ROLE_DEGRADED]));
    }
}
END_TEST

START_TEST(the_first_theme_is_the_default_and_the_list_wraps_round)
{
    struct theme again;

    theme_builtin(0, &theme);
    ck_assert_str_eq(theme.name, "dark");
    theme_builtin(theme_builtin_count(), &again);
    ck_assert_str_eq(again.name, "dark");
    ck_assert_uint_eq(theme_builtin_count(), sizeof(expected_themes) / sizeof(expected_themes[0]));
    ck_assert_uint_eq(theme_builtin_index("light"), 1);
    ck_assert_uint_eq(theme_builtin_index("mine") + 1, 0);
}
END_TEST

static const struct {
    const char *line;
    const char *section;
    enum depth depth;
    struct style style;
} styles[] = {
    {"warn = 215", "256", DEPTH_256, {215, -1, 0}},
    {"warn = 0", "256", DEPTH_256, {0, -1, 0}},
    {"warn = 255 on 0", "256", DEPTH_256, {255, 0, 0}},
    {"warn = default", "256", DEPTH_256, {-1, -1, 0}},
    {"warn = on 17", "256", DEPTH_256, {-1, 17, 0}},
    {"warn = default  on  17   bold  reverse",
     "256",
     DEPTH_256,
     {-1, 17, STYLE_BOLD | STYLE_REVERSE}},
    {"warn = red", "16", DEPTH_16, {1, -1, 0}},
    {"warn = bright-white on blue bold", "16", DEPTH_16, {15, 4, STYLE_BOLD}},
    {"warn = underline", "mono", DEPTH_MONO, {-1, -1, STYLE_UNDERLINE}},
    {"warn = bold dim italic", "mono", DEPTH_MONO, {-1, -1, STYLE_BOLD | STYLE_DIM | STYLE_ITALIC}},
};

START_TEST(styles_are_read)
{
    char text[256];

    snprintf(text, sizeof(text), "[theme]\nbase = dark\n[%s]\n%s\n", styles[_i].section,
             styles[_i].line);
    ck_assert_msg(theme_parse(text, "test", &theme, &error), "%s", error.text);
    ck_assert(same_style(theme.styles[styles[_i].depth][ROLE_WARN], styles[_i].style));
}
END_TEST

#define BASE "[theme]\nbase = dark\n"

static const struct {
    const char *text;
    const char *error;
} mistakes[] = {
    {BASE "[256]\nwarn = 256\n", "t:4: warn: '256' is no colour here"},
    {BASE "[256]\nwarn = red\n", "t:4: warn: 'red' is no colour here"},
    {BASE "[256]\n\n# comment\nwarn = 1 2\n", "t:6: warn: '2' is no colour here"},
    {BASE "[256]\nwarn = 1 on\n", "t:4: warn: '' is no colour here"},
    {BASE "[256]\nwarn =\n", "t:4: warn: a colour or an attribute is missing"},
    {BASE "[256]\nwarn = -1\n", "t:4: warn: '-1' is no colour here"},
    {BASE "[16]\nwarn = 3\n", "t:4: warn: '3' is no colour here"},
    {BASE "[16]\nwarn = bright-\n", "t:4: warn: 'bright-' is no colour here"},
    {BASE "[mono]\nwarn = red\n", "t:4: warn: 'red' is no colour here"},
    {BASE "[256]\nwarning = 1\n", "t:4: there is no role 'warning'"},
    {BASE "[88]\nwarn = 1\n", "t:4: [88] is not known"},
    {"[theme]\nbase = nope\n", "t:2: there is no compiled-in theme 'nope'"},
    {"[theme]\ncolour = 1\n", "t:2: 'colour' is not known in [theme]"},
    {BASE "nonsense\n", "t:3: this is no [section]"},
    {BASE "[256\n", "t:3: this is no [section]"},
    {"[theme]\nname = x\n[256]\nwarn = 1\n", "t: [mono] lacks the role 'text'"},
    {"", "t: [mono] lacks the role 'text'"},
};

START_TEST(mistakes_are_told_with_file_and_line)
{
    ck_assert(!theme_parse(mistakes[_i].text, "t", &theme, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strncmp(error.text, mistakes[_i].error, strlen(mistakes[_i].error)) == 0,
                  "'%s' instead of '%s'", error.text, mistakes[_i].error);
}
END_TEST

START_TEST(only_the_first_mistake_is_told)
{
    ck_assert(!theme_parse(BASE "[256]\nwarn = x\nok = y\n", "t", &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "t:4: warn"));
}
END_TEST

START_TEST(what_a_file_says_replaces_its_base)
{
    struct theme dark;

    theme_builtin(0, &dark);
    ck_assert(
        theme_parse("[256]\nwarn = 1\n[theme]\nbase = dark\nname = mine\n", "t", &theme, NULL));
    ck_assert_str_eq(theme.name, "mine");
    ck_assert_int_eq(theme.styles[DEPTH_256][ROLE_WARN].foreground, 1);
    ck_assert(same_style(theme.styles[DEPTH_256][ROLE_OK], dark.styles[DEPTH_256][ROLE_OK]));
}
END_TEST

static const struct {
    struct style style;
    struct style eight;
} eights[] = {
    {{COLOUR_DEFAULT, COLOUR_DEFAULT, 0}, {COLOUR_DEFAULT, COLOUR_DEFAULT, 0}},
    {{0, 7, STYLE_BOLD}, {0, 7, STYLE_BOLD}},
    {{7, 0, 0}, {7, 0, 0}},
    {{8, COLOUR_DEFAULT, STYLE_ITALIC}, {COLOUR_DEFAULT, COLOUR_DEFAULT, STYLE_ITALIC | STYLE_DIM}},
    {{9, COLOUR_DEFAULT, 0}, {1, COLOUR_DEFAULT, STYLE_BOLD}},
    {{15, 8, 0}, {7, 0, STYLE_BOLD}},
    {{1, 15, STYLE_DIM}, {1, 7, STYLE_DIM}},
};

START_TEST(eight_colours_show_bright_ones_as_bold_and_bright_black_as_dim)
{
    struct style style = theme_style_of_eight(eights[_i].style);

    ck_assert_int_eq(style.foreground, eights[_i].eight.foreground);
    ck_assert_int_eq(style.background, eights[_i].eight.background);
    ck_assert_uint_eq(style.attributes, eights[_i].eight.attributes);
}
END_TEST

START_TEST(the_selection_changes_only_what_it_says)
{
    ck_assert(theme_parse(BASE "[256]\nmuted = 1 on 2 underline\nselection = default on 7 bold\n"
                               "[16]\nmuted = red\nselection = white on blue\n",
                          "t", &theme, NULL));
    ck_assert(same_style(theme_style(&theme, DEPTH_256, ROLE_MUTED, false),
                         (struct style){1, 2, STYLE_UNDERLINE}));
    ck_assert(same_style(theme_style(&theme, DEPTH_256, ROLE_MUTED, true),
                         (struct style){1, 7, STYLE_UNDERLINE | STYLE_BOLD}));
    ck_assert(same_style(theme_style(&theme, DEPTH_16, ROLE_MUTED, true), (struct style){7, 4, 0}));
}
END_TEST

START_TEST(the_selection_leaves_a_severity_its_colour)
{
    ck_assert(theme_parse(BASE "[256]\nwarn = 1\ndegraded = 1 on 2\nselection = default on 7 bold\n"
                               "[16]\nwarn = red bold\nselection = white on blue\n"
                               "[mono]\nwarn = underline\nselection = reverse\n",
                          "t", &theme, NULL));
    ck_assert(same_style(theme_style(&theme, DEPTH_256, ROLE_WARN, true),
                         (struct style){1, 7, STYLE_BOLD}));
    ck_assert(
        same_style(theme_style(&theme, DEPTH_256, ROLE_DEGRADED, true), (struct style){1, 2, 0}));
    ck_assert(same_style(theme_style(&theme, DEPTH_16, ROLE_WARN, true),
                         (struct style){1, -1, STYLE_BOLD | STYLE_REVERSE}));
    ck_assert(same_style(theme_style(&theme, DEPTH_MONO, ROLE_WARN, true),
                         (struct style){-1, -1, STYLE_UNDERLINE | STYLE_REVERSE}));
}
END_TEST

START_TEST(a_plain_theme_keeps_what_tells_of_trouble)
{
    struct theme plain;

    for (size_t i = 0; i < theme_builtin_count(); i++) {
        theme_builtin(i, &theme);
        plain = theme;
        theme_plain(&plain);
        for (int depth = 0; depth < DEPTH_COUNT; depth++) {
            const struct style *now = plain.styles[depth];
            const struct style *before = theme.styles[depth];
            ck_assert(same_style(now[ROLE_MUTED], before[ROLE_TEXT]));
            ck_assert(same_style(now[ROLE_OK], before[ROLE_TEXT]));
            ck_assert(same_style(now[ROLE_WARN], before[ROLE_WARN]));
            ck_assert(same_style(now[ROLE_DEGRADED], before[ROLE_DEGRADED]));
            ck_assert(same_style(now[ROLE_AWAY], before[ROLE_AWAY]));
            ck_assert(same_style(now[ROLE_SELECTION], before[ROLE_SELECTION]));
        }
    }
}
END_TEST

START_TEST(a_screen_takes_the_place_of_what_the_terminal_has)
{
    const struct style screen = {7, 0, 0};
    ck_assert(same_style(theme_style_on((struct style){-1, -1, STYLE_BOLD}, screen),
                         (struct style){7, 0, STYLE_BOLD}));
    ck_assert(same_style(theme_style_on((struct style){3, 4, 0}, screen), (struct style){3, 4, 0}));
    ck_assert(
        same_style(theme_style_on((struct style){3, -1, 0}, screen), (struct style){3, 0, 0}));
}
END_TEST

START_TEST(a_theme_may_do_without_a_screen)
{
    struct theme whole;
    char *text = strdup(builtin_theme_find("mono")->text);

    theme_builtin(theme_builtin_index("mono"), &whole);
    for (char *line = strstr(text, "screen ="); line != NULL; line = strstr(line, "screen ="))
        *line = '#';
    ck_assert_msg(theme_parse(text, "t", &theme, &error), "%s", error.text);
    for (int depth = 0; depth < DEPTH_COUNT; depth++)
        ck_assert(same_style(theme.styles[depth][ROLE_SCREEN], (struct style){-1, -1, 0}));
    free(text);
}
END_TEST

/* --- finding themes --- */

static char home[SCRATCH_SIZE];

static void make_home(void)
{
    scratch_create(home);
    setenv("HOME", home, 1);
    setenv("XDG_CONFIG_HOME", home, 1);
}

/* Writes a file into the folder of the user's themes. */
static void write_user_theme(const char *name, const char *text)
{
    char command[256];

    snprintf(command, sizeof(command), "mkdir -p %s/driftop/themes", home);
    ck_assert_int_eq(system(command), 0);
    char path[128];
    snprintf(path, sizeof(path), "driftop/themes/%s", name);
    scratch_write(home, path, text);
}

START_TEST(a_theme_is_found_by_name)
{
    ck_assert_msg(theme_load("light", &theme, &error), "%s", error.text);
    ck_assert_str_eq(theme.name, "light");
}
END_TEST

/* Loads it where the themes that are installed stand in the home itself. */
static void expect_name(const char *word, const char *name)
{
    ck_assert_msg(theme_load_from(word, home, &theme, &error), "%s", error.text);
    ck_assert_str_eq(theme.name, name);
}

START_TEST(the_users_theme_comes_before_an_installed_one_and_that_before_the_compiled_in_one)
{
    expect_name("light", "light");
    scratch_write(home, "light.theme", BASE "name = installed light\n");
    expect_name("light", "installed light");
    write_user_theme("light.theme", BASE "name = my light\n");
    expect_name("light", "my light");
    scratch_write(home, "there.theme", BASE "name = installed\n");
    expect_name("there", "installed");
    write_user_theme("mine.theme", BASE "name = mine\n");
    expect_name("mine", "mine");
}
END_TEST

START_TEST(a_broken_installed_theme_is_not_passed_over)
{
    scratch_write(home, "light.theme", BASE "[256]\nwarn = puce\n");
    ck_assert(!theme_load_from("light", home, &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "light.theme:4: warn: 'puce'"));
}
END_TEST

START_TEST(the_users_theme_comes_before_the_compiled_in_one)
{
    write_user_theme("light.theme", BASE "name = my light\n");
    ck_assert_msg(theme_load("light", &theme, &error), "%s", error.text);
    ck_assert_str_eq(theme.name, "my light");
}
END_TEST

START_TEST(a_broken_theme_of_the_user_is_not_passed_over)
{
    write_user_theme("light.theme", BASE "[256]\nwarn = puce\n");
    ck_assert(!theme_load("light", &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "light.theme:4: warn: 'puce'"));
}
END_TEST

START_TEST(a_theme_is_found_by_its_path)
{
    char path[128];

    scratch_write(home, "some.theme", BASE "name = some\n");
    snprintf(path, sizeof(path), "%s/some.theme", home);
    ck_assert_msg(theme_load(path, &theme, &error), "%s", error.text);
    ck_assert_str_eq(theme.name, "some");
}
END_TEST

START_TEST(a_theme_that_is_not_there_is_told)
{
    ck_assert(!theme_load("nope", &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "no theme 'nope'"));
    ck_assert(!theme_load("./nope.theme", &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "./nope.theme: No such file"));
    ck_assert(!theme_load("/", &theme, &error));
}
END_TEST

START_TEST(a_file_too_large_for_a_theme_is_refused)
{
    size_t size = 70000;
    char *text = malloc(size);
    char path[128];

    memset(text, '\n', size);
    text[size - 1] = '\0';
    scratch_write(home, "large.theme", text);
    free(text);
    snprintf(path, sizeof(path), "%s/large.theme", home);
    ck_assert(!theme_load(path, &theme, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "too large"));
}
END_TEST

START_TEST(the_list_names_all_themes)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    write_user_theme("mine.theme", BASE);
    theme_list(out);
    fclose(out);
    for (size_t i = 0; i < sizeof(expected_themes) / sizeof(expected_themes[0]); i++)
        ck_assert_ptr_nonnull(strstr(text, expected_themes[i]));
    ck_assert_ptr_nonnull(strstr(text, "\nmine "));
    free(text);
}
END_TEST

Suite *suite_theme(void)
{
    const int themes = (int)(sizeof(expected_themes) / sizeof(expected_themes[0]));
    Suite *suite = suite_create("theme");
    TCase *parse = tcase_create("parse");
    TCase *find = tcase_create("find");

    tcase_add_loop_test(parse, every_builtin_theme_says_everything_itself, 0, themes);
    tcase_add_loop_test(parse, mono_values_have_no_colour, 0, themes);
    tcase_add_loop_test(parse, trouble_never_looks_as_if_all_were_well, 0, themes);
    tcase_add_test(parse, the_first_theme_is_the_default_and_the_list_wraps_round);
    tcase_add_loop_test(parse, styles_are_read, 0, (int)(sizeof(styles) / sizeof(styles[0])));
    tcase_add_loop_test(parse, mistakes_are_told_with_file_and_line, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    tcase_add_test(parse, only_the_first_mistake_is_told);
    tcase_add_test(parse, what_a_file_says_replaces_its_base);
    tcase_add_loop_test(parse, eight_colours_show_bright_ones_as_bold_and_bright_black_as_dim, 0,
                        (int)(sizeof(eights) / sizeof(eights[0])));
    tcase_add_test(parse, the_selection_changes_only_what_it_says);
    tcase_add_test(parse, the_selection_leaves_a_severity_its_colour);
    tcase_add_test(parse, a_plain_theme_keeps_what_tells_of_trouble);
    tcase_add_test(parse, a_screen_takes_the_place_of_what_the_terminal_has);
    tcase_add_test(parse, a_theme_may_do_without_a_screen);
    suite_add_tcase(suite, parse);
    tcase_add_checked_fixture(find, make_home, NULL);
    tcase_add_test(find, a_theme_is_found_by_name);
    tcase_add_test(
        find, the_users_theme_comes_before_an_installed_one_and_that_before_the_compiled_in_one);
    tcase_add_test(find, a_broken_installed_theme_is_not_passed_over);
    tcase_add_test(find, the_users_theme_comes_before_the_compiled_in_one);
    tcase_add_test(find, a_broken_theme_of_the_user_is_not_passed_over);
    tcase_add_test(find, a_theme_is_found_by_its_path);
    tcase_add_test(find, a_theme_that_is_not_there_is_told);
    tcase_add_test(find, a_file_too_large_for_a_theme_is_refused);
    tcase_add_test(find, the_list_names_all_themes);
    suite_add_tcase(suite, find);
    return suite;
}
