/* Golden screens: what the program shows and draws, in characters and in colours, held against
 * files in golden/. `make update-screens` writes them anew; look at the difference before you keep
 * it. */
#include "config.h"

#include "base/buffer.h"
#include "base/text.h"
#include "screen/program.h"
#include "screen/screens.h"
#include "screen/suites.h"
#include "support/child.h"
#include "support/ways.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 700 /* without output: everything is loaded, for recording */
#define STYLE_LIMIT 52

struct golden {
    const char *name;
    int columns;
    int rows;
    const char *keys; /* typed once the fleet is there */
    const char *options[4];
    const char *term;   /* NULL: xterm-256color */
    const char *locale; /* NULL: C.UTF-8 */
    const char *screen; /* of the table that its keys open; NULL: none, or something is typed */
};

#define FLEET ""
#define TENANT "\r"
#define DIMENSION "\r\r"
#define REPORT "\r\r\r"

/* Screens that are not all of the table below: what is typed, other terminals and themes. */
static const struct golden others[] = {
    {"differences-120x35", 120, 35, REPORT "=", {0}, NULL, NULL, NULL},
    {"fleet-40x10", 40, 10, FLEET, {0}, NULL, NULL, "fleet"},
    {"tenant-40x10", 40, 10, TENANT, {0}, NULL, NULL, "tenant"},
    {"report-40x10", 40, 10, REPORT, {0}, NULL, NULL, "report"},
    {"dimension-braille-80x24",
     80,
     24,
     DIMENSION,
     {"--glyphs", "braille"},
     NULL,
     NULL,
     "dimension"},
    {"filter-80x24", 80, 24, "/su", {0}, NULL, NULL, NULL},
    {"paused-80x24", 80, 24, "p", {0}, NULL, NULL, NULL},
    {"day-120x35", 120, 35, TENANT, {"--window", "24h"}, NULL, NULL, "tenant"},
    {"light-80x24", 80, 24, FLEET, {"--theme", "light"}, NULL, NULL, NULL},
    {"colorblind-80x24", 80, 24, FLEET, {"--theme", "colorblind"}, NULL, NULL, "fleet"},
    {"harbour-80x24", 80, 24, FLEET, {"--theme", "harbour"}, NULL, NULL, "fleet"},
    {"never-80x24", 80, 24, TENANT, {"--color", "never"}, NULL, NULL, "tenant"},
    {"sixteen-80x24", 80, 24, TENANT, {"--color", "16"}, NULL, NULL, "tenant"},
    {"eight-80x24", 80, 24, TENANT, {0}, "xterm", NULL, NULL},
    {"vt100-80x24", 80, 24, TENANT, {0}, "vt100", NULL, NULL},
    {"braille-80x24", 80, 24, TENANT, {"--glyphs", "braille"}, NULL, NULL, "tenant"},
    {"locale-c-80x24", 80, 24, TENANT, {0}, NULL, "C", "tenant"},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Every screen that there is, at each of these sizes, in each of these looks. */
static const struct {
    int columns;
    int rows;
} sizes[] = {{60, 12}, {80, 24}, {120, 35}, {200, 50}};

static const struct {
    const char *name;
    const char *options[4];
} looks[] = {
    {"", {0}},
    {"-mono", {"--theme", "mono"}},
    {"-ascii", {"--glyphs", "ascii"}},
};

static int golden_count(void)
{
    size_t screens;

    screen_table(&screens);
    return COUNT(others) + (int)screens * COUNT(sizes) * COUNT(looks);
}

/* Returns a golden by its place; valid until the next call. Its keys are those that lead there. */
static const struct golden *golden_at(int index)
{
    static struct golden made;
    static char name[64];
    static struct buffer keys;
    int place = index - COUNT(others);

    if (place < 0)
        return &others[index];
    int size = place % COUNT(sizes);
    int look = place / COUNT(sizes) % COUNT(looks);
    const struct screen *screen = screen_table(&(size_t){0})[place / COUNT(sizes) / COUNT(looks)];
    buffer_clear(&keys);
    ck_assert(way_to(screen, &keys));
    snprintf(name, sizeof(name), "%s%s-%dx%d", screen->name, looks[look].name, sizes[size].columns,
             sizes[size].rows);
    made = (struct golden){.name = name,
                           .columns = sizes[size].columns,
                           .rows = sizes[size].rows,
                           .keys = buffer_text(&keys),
                           .options = {looks[look].options[0], looks[look].options[1]},
                           .screen = screen->name};
    return &made;
}

/* The looks of the cells of a screen, each with a letter. */
struct palette {
    char names[STYLE_LIMIT][64];
    size_t count;
};

static void write_colour(struct buffer *out, int colour)
{
    if (colour == COLOR_DEFAULT)
        buffer_string(out, "default");
    else if (colour >= COLOR_RGB)
        buffer_printf(out, "#%06x", (unsigned)(colour - COLOR_RGB));
    else
        buffer_printf(out, "%d", colour);
}

/* Writes what a cell looks like in the words of a theme file. */
static void write_style(struct buffer *out, const struct terminal_cell *cell)
{
    write_colour(out, cell->foreground);
    if (cell->background != COLOR_DEFAULT) {
        buffer_string(out, " on ");
        write_colour(out, cell->background);
    }
    buffer_printf(out, "%s%s%s%s", cell->bold ? " bold" : "", cell->italic ? " italic" : "",
                  cell->underline ? " underline" : "", cell->reverse ? " reverse" : "");
}

static char style_letter(struct palette *palette, const struct terminal_cell *cell)
{
    struct buffer style = {0};
    size_t i = 0;

    write_style(&style, cell);
    while (i < palette->count && strcmp(palette->names[i], buffer_text(&style)) != 0)
        i++;
    if (i == palette->count) {
        ck_assert_uint_lt(palette->count, STYLE_LIMIT);
        snprintf(palette->names[palette->count++], sizeof(palette->names[0]), "%s",
                 buffer_text(&style));
    }
    buffer_free(&style);
    return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[i];
}

/* Writes the screen: its characters, the letter of each cell's look, and what the letters mean. */
static char *describe(struct terminal *terminal, const struct golden *golden)
{
    struct palette palette = {.names = {"default"}, .count = 1};
    struct buffer out = {0};
    char *text = terminal_text(terminal);

    buffer_string(&out, text);
    free(text);
    buffer_string(&out, "--\n");
    for (int row = 0; row < golden->rows; row++) {
        size_t end = out.size;
        for (int column = 0; column < golden->columns; column++) {
            struct terminal_cell cell = terminal_cell(terminal, row, column);
            char letter = style_letter(&palette, &cell);
            buffer_char(&out, letter);
            if (letter != 'a')
                end = out.size;
        }
        out.size = end;
        buffer_char(&out, '\n');
    }
    buffer_string(&out, "--\n");
    for (size_t i = 0; i < palette.count; i++)
        buffer_printf(&out, "%c = %s\n", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[i],
                      palette.names[i]);
    return out.data;
}

static void golden_path(const char *name, const char *ending, char *path, size_t size)
{
    const char *tests = getenv("TESTS_DIR");

    ck_assert_msg(tests != NULL, "$TESTS_DIR does not say where the tests are");
    snprintf(path, size, "%s/screen/golden/%s.%s", tests, name, ending);
}

static char *read_golden(const char *name, const char *ending)
{
    char path[4096];
    struct buffer text = {0};

    golden_path(name, ending, path, sizeof(path));
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    for (int c = fgetc(file); c != EOF; c = fgetc(file))
        buffer_char(&text, (char)c);
    fclose(file);
    return text.data;
}

static void write_golden(const char *name, const char *ending, const char *text)
{
    char path[4096];

    golden_path(name, ending, path, sizeof(path));
    FILE *file = fopen(path, "w");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* A theme for light terminals is looked at on one, where nothing is painted. */
static struct terminal *start(const struct golden *golden)
{
    const char *const *more = golden->options;
    bool light = more[1] != NULL && strcmp(more[1], "light") == 0;

    struct terminal *terminal =
        program_start_in(&(struct terminal_setup){.columns = golden->columns,
                                                  .rows = golden->rows,
                                                  .background = light ? "rgb:ffff/ffff/ffff" : NULL,
                                                  .term = golden->term,
                                                  .locale = golden->locale},
                         ARGUMENTS(FROZEN_DEMO, more[0], more[1], more[2]));
    ck_assert(terminal_wait_text(terminal, "billing-faq", PATIENCE_MS));
    terminal_type(terminal, golden->keys);
    return terminal;
}

struct expectation {
    const struct golden *golden;
    const char *text;
};

static bool looks_as_expected(struct terminal *terminal, void *context)
{
    const struct expectation *expectation = context;
    char *text = describe(terminal, expectation->golden);

    bool same = strcmp(text, expectation->text) == 0;
    free(text);
    return same;
}

/* Prints the first line that differs. */
static void explain(const char *name, const char *shown, const char *expected)
{
    size_t line = 1;

    while (*shown != '\0' && *shown == *expected) {
        size_t length = strcspn(shown, "\n");
        if (strncmp(shown, expected, length + 1) != 0)
            break;
        shown += length + 1;
        expected += length + 1;
        line++;
    }
    ck_abort_msg("%s, line %zu:\n  shown    %.*s\n  expected %.*s\n(make update-screens records)",
                 name, line, (int)strcspn(shown, "\n"), shown, (int)strcspn(expected, "\n"),
                 expected);
}

/* What a small page of events tells of tenants that it does not show depends on whose time was
 * loaded before. */
static bool is_small_events(const struct golden *golden)
{
    return golden->screen != NULL && golden->rows < 35 && strcmp(golden->screen, "events") == 0;
}

START_TEST(screens_look_as_recorded)
{
    const struct golden *golden = golden_at(_i);

    if (is_small_events(golden))
        return;
    struct terminal *terminal = start(golden);
    if (getenv("UPDATE_SCREENS") != NULL) {
        ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
        char *recorded = describe(terminal, golden);
        write_golden(golden->name, "txt", recorded);
        free(recorded);
    } else {
        char *expected = read_golden(golden->name, "txt");
        struct expectation expectation = {golden, expected};
        if (!terminal_wait(terminal, looks_as_expected, &expectation, PATIENCE_MS)) {
            char *shown = describe(terminal, golden);
            explain(golden->name, shown, expected);
        }
        free(expected);
    }
    terminal_free(terminal);
}
END_TEST

/* Prints the picture on a terminal that has nothing else to show. The last row has no newline, so
 * that nothing scrolls. */
static struct terminal *show_picture(const struct golden *golden)
{
    static const char script[] =
        "picture=$(\"$@\") && printf '\\033[?25l%s' \"$picture\" && exec cat";
    char size[32];

    snprintf(size, sizeof(size), "%dx%d", golden->columns, golden->rows);
    const char *const *more = golden->options;
    const char *const argv[] = {"sh",           "-c",        script,     "sh",    program_path(),
                                "snapshot",     FROZEN_DEMO, "--format", "ansi",  "--screen",
                                golden->screen, "--size",    size,       more[0], more[1],
                                more[2],        NULL};
    return terminal_start(&(struct terminal_setup){
        .argv = argv, .columns = golden->columns, .rows = golden->rows, .locale = golden->locale});
}

/* What snapshot draws without a terminal is what the dashboard shows on one. */
/* The page of commands names the options that the picture was asked for with. */
static bool depends_on_the_way(const struct golden *golden)
{
    return is_small_events(golden) || strcmp(golden->screen, "commands") == 0;
}

START_TEST(a_picture_is_the_screen)
{
    const struct golden *golden = golden_at(_i);

    if (golden->screen == NULL || depends_on_the_way(golden) || getenv("UPDATE_SCREENS") != NULL)
        return;
    struct terminal *terminal = show_picture(golden);
    char *expected = read_golden(golden->name, "txt");
    struct expectation expectation = {golden, expected};
    if (!terminal_wait(terminal, looks_as_expected, &expectation, PATIENCE_MS)) {
        char *shown = describe(terminal, golden);
        explain(golden->name, shown, expected);
    }
    free(expected);
    terminal_free(terminal);
}
END_TEST

static const struct {
    const char *name;
    const char *options;
} svgs[] = {
    {"fleet-80x24", "--screen fleet"},
    {"mono-60x12", "--screen fleet --theme mono --size 60x12"},
};

#define SVG_COUNT ((int)(sizeof(svgs) / sizeof(svgs[0])))

START_TEST(an_svg_is_as_recorded)
{
    struct child child = {0};

    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" snapshot demo: --utc --now 2026-11-22T14:30:15Z "
                               "-f svg %s",
                               svgs[_i].options),
                     0);
    if (getenv("UPDATE_SCREENS") != NULL) {
        write_golden(svgs[_i].name, "svg", child_out(&child));
    } else {
        char *expected = read_golden(svgs[_i].name, "svg");
        if (strcmp(child_out(&child), expected) != 0)
            explain(svgs[_i].name, child_out(&child), expected);
        free(expected);
    }
    child_free(&child);
}
END_TEST

Suite *suite_golden(void)
{
    Suite *suite = suite_create("golden");
    TCase *tcase = tcase_create("golden");

    tcase_add_loop_test(tcase, screens_look_as_recorded, 0, golden_count());
    tcase_add_loop_test(tcase, a_picture_is_the_screen, 0, golden_count());
    tcase_add_loop_test(tcase, an_svg_is_as_recorded, 0, SVG_COUNT);
    suite_add_tcase(suite, tcase);
    return suite;
}
