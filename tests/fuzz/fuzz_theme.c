/* A file of a theme. One that is understood is written out role by role, and means the same then;
 * of one that is not, the line is told. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "theme.h"

#include <stdlib.h>
#include <string.h>

static void write_colour(struct buffer *out, int colour, enum depth depth)
{
    static const char *const names[] = {"black", "red",     "green", "yellow",
                                        "blue",  "magenta", "cyan",  "white"};

    if (colour == COLOUR_DEFAULT)
        buffer_string(out, "default");
    else if (depth == DEPTH_256)
        buffer_printf(out, "%d", colour);
    else
        buffer_printf(out, "%s%s", colour >= 8 ? "bright-" : "", names[colour % 8]);
}

static void write_style(struct buffer *out, const struct style *style, enum depth depth)
{
    static const char *const attributes[] = {"bold", "dim", "italic", "underline", "reverse"};

    must(style->foreground <= (depth == DEPTH_256 ? 255 : 15), "a colour is one of the terminal's");
    must(style->background <= (depth == DEPTH_256 ? 255 : 15), "a colour is one of the terminal's");
    write_colour(out, style->foreground, depth);
    if (style->background != COLOUR_DEFAULT) {
        buffer_string(out, " on ");
        write_colour(out, style->background, depth);
    }
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        if ((style->attributes & (1u << i)) != 0)
            buffer_printf(out, " %s", attributes[i]);
    }
    buffer_char(out, '\n');
}

static void write_theme(struct buffer *out, const struct theme *theme)
{
    static const char *const sections[] = {
        [DEPTH_MONO] = "mono", [DEPTH_16] = "16", [DEPTH_256] = "256"};

    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        buffer_printf(out, "[%s]\n", sections[depth]);
        for (int role = 0; role < ROLE_COUNT; role++) {
            buffer_printf(out, "%s = ", role_name((enum role)role));
            write_style(out, &theme->styles[depth][role], (enum depth)depth);
        }
    }
}

static void check_again(const struct theme *theme)
{
    struct buffer text = {0};
    struct theme again;
    struct error error = {0};

    write_theme(&text, theme);
    must(theme_parse(buffer_text(&text), "again", &again, &error), "a theme can be written out");
    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (int role = 0; role < ROLE_COUNT; role++) {
            const struct style *a = &theme->styles[depth][role];
            const struct style *b = &again.styles[depth][role];
            must(a->foreground == b->foreground && a->background == b->background &&
                     a->attributes == b->attributes,
                 "it looks the same");
        }
    }
    buffer_free(&text);
}

FUZZ_TARGET(theme)
{
    char *text = fuzz_text((struct slice){(const char *)data, size});
    struct theme theme;
    struct error error = {0};

    if (theme_parse(text, "it", &theme, &error))
        check_again(&theme);
    else
        must(error.class == ERROR_USAGE && strncmp(error.text, "it:", 3) == 0,
             "a mistake has its place");
    free(text);
    return 0;
}
