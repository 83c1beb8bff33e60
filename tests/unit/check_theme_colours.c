/* What the themes look like in 256 colours, against the screen that each is made for: the contrast
 * of text and pictures by WCAG 2.1, and how far severities lie apart for those who see fewer
 * colours. Ours keep to limits. Of all the file says what is found here. */
#include "config.h"

#include "base/buffer.h"
#include "builtin_themes.h"
#include "support/vision.h"
#include "theme.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define TEXT_LEAST 4.5    /* WCAG 2.1, 1.4.3, AA */
#define PICTURE_LEAST 3.0 /* 1.4.11 */
#define APART_LEAST 20.0

static const char *const ours[] = {"dark", "light", "colorblind", "harbour", "high-contrast"};
static const char *const all[] = {"dark",      "light",   "colorblind", "harbour", "high-contrast",
                                  "solarized", "gruvbox", "nord",       "dracula"};

static struct theme theme;

/* The least of some figures, and of what it is. */
struct least {
    double value;
    const char *first;
    const char *second;
};

static void lower(struct least *least, double value, const char *first, const char *second)
{
    if (least->first == NULL || value < least->value)
        *least = (struct least){value, first, second};
}

static struct colour colour_or(int16_t index, int16_t other)
{
    ck_assert_int_ge(other, 0);
    return colour_of_index(index != COLOUR_DEFAULT ? index : other);
}

/* The contrast of what is drawn in a role to what it stands on. */
static double contrast(enum role role, bool selected)
{
    struct style screen = theme.styles[DEPTH_256][ROLE_SCREEN];
    struct style style = theme_style_on(theme_style(&theme, DEPTH_256, role, selected), screen);

    ck_assert_int_eq(style.attributes & (STYLE_DIM | STYLE_REVERSE), 0);
    return colour_contrast(colour_or(style.foreground, screen.foreground),
                           colour_or(style.background, screen.background));
}

static bool is_picture(enum role role)
{
    return role == ROLE_CALM || role == ROLE_GAP;
}

/* Bars, headings and the status line are never selected. */
static bool is_in_rows(enum role role)
{
    return role == ROLE_TEXT || role == ROLE_MUTED || role == ROLE_STRONG || role_is_severity(role);
}

struct contrasts {
    struct least text;
    struct least selected;
    struct least pictures;
};

static struct contrasts measure_contrasts(void)
{
    struct contrasts least = {0};

    for (int i = 0; i < ROLE_COUNT; i++) {
        enum role role = (enum role)i;
        const char *name = role_name(role);
        if (role == ROLE_SELECTION || role == ROLE_SCREEN)
            continue;
        lower(is_picture(role) ? &least.pictures : &least.text, contrast(role, false), name, NULL);
        if (is_in_rows(role))
            lower(&least.selected, contrast(role, true), name, NULL);
    }
    return least;
}

/* What may stand side by side: severities in a picture, and their words. */
static const enum role pairs[][2] = {
    {ROLE_CALM, ROLE_NO_DATA}, {ROLE_CALM, ROLE_WARN},     {ROLE_CALM, ROLE_DEGRADED},
    {ROLE_NO_DATA, ROLE_WARN}, {ROLE_WARN, ROLE_DEGRADED}, {ROLE_NO_DATA, ROLE_DEGRADED},
    {ROLE_OK, ROLE_NO_DATA},   {ROLE_OK, ROLE_WARN},       {ROLE_OK, ROLE_DEGRADED},
};

static struct lab seen(enum vision vision, enum role role)
{
    return vision_see(vision, colour_or(theme.styles[DEPTH_256][role].foreground,
                                        theme.styles[DEPTH_256][ROLE_SCREEN].foreground));
}

static struct least measure_distance(enum vision vision)
{
    struct least least = {0};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        enum role a = pairs[i][0];
        enum role b = pairs[i][1];
        lower(&least, vision_difference(seen(vision, a), seen(vision, b)), role_name(a),
              role_name(b));
    }
    return least;
}

START_TEST(text_and_pictures_of_our_themes_can_be_read)
{
    theme_builtin(theme_builtin_index(ours[_i]), &theme);
    struct contrasts least = measure_contrasts();
    ck_assert_msg(least.text.value >= TEXT_LEAST, "%s %f", least.text.first, least.text.value);
    ck_assert_msg(least.selected.value >= TEXT_LEAST, "selected %s %f", least.selected.first,
                  least.selected.value);
    ck_assert_msg(least.pictures.value >= PICTURE_LEAST, "%s %f", least.pictures.first,
                  least.pictures.value);
}
END_TEST

START_TEST(severities_of_our_themes_are_told_apart_with_any_colour_vision)
{
    theme_builtin(theme_builtin_index(ours[_i]), &theme);
    for (int vision = 0; vision < VISION_COUNT; vision++) {
        struct least least = measure_distance((enum vision)vision);
        ck_assert_msg(least.value >= APART_LEAST, "%s and %s %f", least.first, least.second,
                      least.value);
    }
}
END_TEST

/* Writes what was found, as the file is to say it. */
static void write_findings(struct buffer *out)
{
    static const char *const visions[VISION_COUNT] = {"with full colour vision", "protanopia",
                                                      "deuteranopia", "tritanopia"};
    struct contrasts least = measure_contrasts();

    buffer_printf(
        out,
        "# Least contrast: text %.1f:1 (%s), selected %.1f:1 (%s), pictures %.1f:1 (%s).\n"
        "# Least distance of severities (CIEDE2000):\n",
        least.text.value, least.text.first, least.selected.value, least.selected.first,
        least.pictures.value, least.pictures.first);
    for (int vision = 0; vision < VISION_COUNT; vision++) {
        struct least distance = measure_distance((enum vision)vision);
        buffer_printf(out, "#   %-23s %4.1f (%s, %s)\n", visions[vision], distance.value,
                      distance.first, distance.second);
    }
}

START_TEST(the_file_of_a_theme_says_what_is_found_about_it)
{
    const struct builtin_theme *builtin = builtin_theme_find(all[_i]);
    struct buffer findings = {0};

    theme_builtin(theme_builtin_index(all[_i]), &theme);
    write_findings(&findings);
    ck_assert_msg(strstr(builtin->text, buffer_text(&findings)) != NULL, "themes/%s is to say\n%s",
                  builtin->file, buffer_text(&findings));
    buffer_free(&findings);
}
END_TEST

/* Without colours and with the terminal's own 16 nothing can be computed; what is covered can. */
START_TEST(the_selection_covers_no_severity)
{
    theme_builtin((size_t)_i, &theme);
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (int i = ROLE_OK; i <= ROLE_DEGRADED; i++) {
            enum role role = (enum role)i;
            struct style plain = theme_style(&theme, (enum depth)depth, role, false);
            struct style selected = theme_style(&theme, (enum depth)depth, role, true);
            ck_assert(role_is_severity(role));
            ck_assert_int_eq(selected.foreground, plain.foreground);
            ck_assert_int_eq(selected.attributes & plain.attributes, plain.attributes);
        }
    }
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_theme_colours(void)
{
    Suite *suite = suite_create("theme_colours");
    TCase *tcase = tcase_create("theme_colours");

    tcase_add_loop_test(tcase, text_and_pictures_of_our_themes_can_be_read, 0, COUNT(ours));
    tcase_add_loop_test(tcase, severities_of_our_themes_are_told_apart_with_any_colour_vision, 0,
                        COUNT(ours));
    tcase_add_loop_test(tcase, the_file_of_a_theme_says_what_is_found_about_it, 0, COUNT(all));
    tcase_add_loop_test(tcase, the_selection_covers_no_severity, 0, (int)theme_builtin_count());
    suite_add_tcase(suite, tcase);
    return suite;
}
