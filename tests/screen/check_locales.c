/* What may be drawn: the locale says whether there is UTF-8, --glyphs and --color say the same of
 * it in every command. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 300

/* A tenant of that name is in the file of every test. */
#define NAME                                                                                       \
    "gr\xc3\xb6\xc3\x9f"                                                                           \
    "e"
#define NAME_SHOWN_IN_ASCII "gr??e"
#define NAME_PRINTED_IN_ASCII "gr\\u00f6\\u00dfe"
#define REPORT                                                                                     \
    "{\"tenant\":\"" NAME "\",\"id\":\"1000000000000-0\",\"dimensions\":[{\"name\":\"x\","         \
    "\"severity\":\"warn\",\"value\":1}]}"

static struct child child;
static struct terminal *terminal;

static void teardown(void)
{
    child_free(&child);
    terminal_free(terminal);
    terminal = NULL;
}

static bool has_other_than_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80)
            return true;
    }
    return false;
}

/* --- the locale --- */

static const struct locale {
    const char *all, *ctype, *lang; /* LC_ALL, LC_CTYPE, LANG; NULL: unset */
    bool utf8;
} locales[] = {
    {"C.UTF-8", NULL, NULL, true},
    {"C", NULL, NULL, false},
    {"POSIX", NULL, NULL, false},
    {NULL, NULL, NULL, false},
    {NULL, NULL, "de_XX.UTF-8", true},
    {NULL, NULL, "de_XX.utf8", true},
    {NULL, NULL, "de_XX.UTF8", true},
    {NULL, NULL, "de_XX.utf-8@euro", true},
    {NULL, NULL, "de_XX", false},
    {NULL, NULL, "de_XX.ISO-8859-15", false},
    {NULL, "de_XX.UTF-8", NULL, true},
    {NULL, "UTF-8", "C", true}, /* what ssh brings from a Mac */
    {NULL, "de_XX.UTF-8", "C", true},
    {NULL, "C", "C.UTF-8", false},
    {NULL, "C", "de_XX.UTF-8", false},
    {NULL, "", "de_XX.UTF-8", true},
    {"", "", "de_XX.UTF-8", true},
    {"C", "de_XX.UTF-8", "de_XX.UTF-8", false},
    {"POSIX", "C.UTF-8", "C.UTF-8", false},
    {"de_XX.UTF-8", "C", "C", true},
};

static void append_variable(struct buffer *out, const char *name, const char *value)
{
    if (value != NULL)
        buffer_printf(out, "%s='%s' ", name, value);
}

static void write_variables(const struct locale *locale, struct buffer *out)
{
    buffer_string(out, "env -u LC_ALL -u LC_CTYPE -u LANG ");
    append_variable(out, "LC_ALL", locale->all);
    append_variable(out, "LC_CTYPE", locale->ctype);
    append_variable(out, "LANG", locale->lang);
}

START_TEST(snapshot_writes_what_the_locale_has)
{
    struct buffer variables = {0};

    write_variables(&locales[_i], &variables);
    child_run(&child, "echo '" REPORT "' >r.jsonl; %s \"$DRIFTOP\" snapshot r.jsonl",
              buffer_text(&variables));
    const char *name = locales[_i].utf8 ? NAME : NAME_PRINTED_IN_ASCII;
    ck_assert_msg(strstr(child_out(&child), name) != NULL, "%s: %s", buffer_text(&variables),
                  child_out(&child));
    ck_assert(locales[_i].utf8 || !has_other_than_ascii(child_out(&child)));
    buffer_free(&variables);
}
END_TEST

START_TEST(the_dashboard_shows_what_the_locale_has)
{
    struct buffer script = {0};

    buffer_string(&script, "cd \"$HOME\"; echo '" REPORT "' >r.jsonl; exec ");
    write_variables(&locales[_i], &script);
    buffer_string(&script, "\"$DRIFTOP\" r.jsonl");
    terminal = program_start_script(buffer_text(&script));
    ck_assert(
        terminal_wait_text(terminal, locales[_i].utf8 ? NAME : NAME_SHOWN_IN_ASCII, PATIENCE_MS));
    char *screen = terminal_text(terminal);
    ck_assert_int_eq(has_other_than_ascii(screen), locales[_i].utf8);
    free(screen);
    buffer_free(&script);
}
END_TEST

/* --- the options --- */

/* What tells the sets apart: a block, a braille pattern. */
static const struct glyphs_case {
    const char *glyphs;
    const char *locale;
    bool utf8;
    const char *shows; /* one of these begins a sparkline; NULL: neither */
} glyph_cases[] = {
    {"auto", "C.UTF-8", true, "\xe2\x96"},      {"auto", "C", false, NULL},
    {"ascii", "C.UTF-8", false, NULL},          {"ascii", "C", false, NULL},
    {"block", "C.UTF-8", true, "\xe2\x96"},     {"block", "C", true, "\xe2\x96"},
    {"braille", "C.UTF-8", true, "\xe2\xa0"},   {"braille", "C", true, "\xe2\xa0"},
    {"block", "de_XX.UTF-8", true, "\xe2\x96"},
};

static void expect_glyphs(const struct glyphs_case *expected, const char *text)
{
    ck_assert_msg(has_other_than_ascii(text) == expected->utf8, "--glyphs %s in %s:\n%s",
                  expected->glyphs, expected->locale, text);
    if (expected->shows == NULL)
        return;
    bool braille = strstr(text, "\xe2\xa0") || strstr(text, "\xe2\xa1") ||
                   strstr(text, "\xe2\xa2") || strstr(text, "\xe2\xa3");
    ck_assert_int_eq(braille, strcmp(expected->glyphs, "braille") == 0);
    ck_assert(braille || strstr(text, expected->shows) != NULL);
}

START_TEST(glyphs_are_the_same_in_a_snapshot)
{
    const struct glyphs_case *expected = &glyph_cases[_i];

    child_run(&child,
              "LC_ALL=%s \"$DRIFTOP\" snapshot --glyphs %s --now 2026-11-22T14:30:15Z demo:",
              expected->locale, expected->glyphs);
    expect_glyphs(expected, child_out(&child));
}
END_TEST

START_TEST(and_on_the_dashboard)
{
    const struct glyphs_case *expected = &glyph_cases[_i];

    terminal = program_start_in(
        &(struct terminal_setup){.columns = 120, .rows = 24, .locale = expected->locale},
        ARGUMENTS(FROZEN_DEMO, "--glyphs", expected->glyphs));
    ck_assert(terminal_wait_text(terminal, "acme-support", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
    char *screen = terminal_text(terminal);
    expect_glyphs(expected, screen);
    free(screen);
}
END_TEST

START_TEST(ascii_makes_names_ascii_in_every_command)
{
    child_run(&child, "echo '" REPORT "' >r.jsonl; LC_ALL=C.UTF-8 \"$DRIFTOP\" snapshot --glyphs "
                      "ascii r.jsonl");
    ck_assert(strstr(child_out(&child), NAME_PRINTED_IN_ASCII) != NULL);
    terminal = program_start_script("cd \"$HOME\"; echo '" REPORT "' >r.jsonl; "
                                    "LC_ALL=C.UTF-8 exec \"$DRIFTOP\" --glyphs ascii r.jsonl");
    ck_assert(terminal_wait_text(terminal, NAME_SHOWN_IN_ASCII, PATIENCE_MS));
}
END_TEST

/* What a machine reads is the same everywhere. */
START_TEST(formats_for_machines_do_not_depend_on_the_locale)
{
    static const char *const commands[] = {"export", "export -f csv", "snapshot -f openmetrics"};

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        child_run(&child,
                  "echo '" REPORT "' >r.jsonl; for l in C C.UTF-8 de_XX.UTF-8; do LC_ALL=$l "
                  "\"$DRIFTOP\" %s --now 2026-11-22T14:30:15Z r.jsonl >out.$l; done; "
                  "cmp out.C out.C.UTF-8 && cmp out.C out.de_XX.UTF-8 && grep -c " NAME " out.C",
                  commands[i]);
        ck_assert_msg(atoi(child_out(&child)) > 0, "%s: %s%s", commands[i], child_out(&child),
                      child_err(&child));
        child_free(&child);
    }
}
END_TEST

static bool has_colours(void)
{
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            if (terminal_cell(terminal, row, column).foreground != COLOR_DEFAULT)
                return true;
        }
    }
    return false;
}

static const struct {
    const char *color;
    const char *no_color;
    bool colours;
} color_cases[] = {
    {"auto", "", true},   {"auto", "1", false}, {"always", "1", true},
    {"never", "", false}, {"16", "1", true},    {"256", "1", true},
};

START_TEST(color_says_whether_there_are_colours)
{
    char variable[32];
    const char *const environment[] = {variable, NULL};

    snprintf(variable, sizeof(variable), "NO_COLOR=%s", color_cases[_i].no_color);
    terminal = program_start_in(
        &(struct terminal_setup){.columns = 80, .rows = 24, .environment = environment},
        ARGUMENTS(FROZEN_DEMO, "--color", color_cases[_i].color));
    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    ck_assert_int_eq(has_colours(), color_cases[_i].colours);
}
END_TEST

#define ADD_LOOP(tcase, test, table)                                                               \
    tcase_add_loop_test(tcase, test, 0, (int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_locales(void)
{
    Suite *suite = suite_create("locales");
    TCase *tcase = tcase_create("locales");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    ADD_LOOP(tcase, snapshot_writes_what_the_locale_has, locales);
    ADD_LOOP(tcase, the_dashboard_shows_what_the_locale_has, locales);
    ADD_LOOP(tcase, glyphs_are_the_same_in_a_snapshot, glyph_cases);
    ADD_LOOP(tcase, and_on_the_dashboard, glyph_cases);
    tcase_add_test(tcase, ascii_makes_names_ascii_in_every_command);
    tcase_add_test(tcase, formats_for_machines_do_not_depend_on_the_locale);
    ADD_LOOP(tcase, color_says_whether_there_are_colours, color_cases);
    suite_add_tcase(suite, tcase);
    return suite;
}
