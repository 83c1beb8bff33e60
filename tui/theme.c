#include "config.h"

#include "theme.h"

#include "builtin_themes.h"

#include <stdlib.h>
#include <string.h>

const struct builtin_theme *builtin_theme_find(const char *name)
{
    for (const struct builtin_theme *theme = builtin_themes; theme->file != NULL; theme++) {
        if (strcmp(theme->name, name) == 0)
            return theme;
    }
    return NULL;
}

size_t theme_builtin_count(void)
{
    size_t count = 1; /* the default is always there */

    while (builtin_themes[count].file != NULL)
        count++;
    return count;
}

const char *theme_builtin_name(size_t index)
{
    return builtin_themes[index % theme_builtin_count()].name;
}

size_t theme_builtin_index(const char *name)
{
    const struct builtin_theme *theme = builtin_theme_find(name);

    return theme != NULL ? (size_t)(theme - builtin_themes) : SIZE_MAX;
}

/* A compiled-in theme that cannot be read is a fault of ours, which the tests look for. */
void theme_builtin(size_t index, struct theme *theme)
{
    const struct builtin_theme *builtin = &builtin_themes[index % theme_builtin_count()];

    if (!theme_parse(builtin->text, builtin->file, theme, NULL))
        abort();
}

static int16_t overlay(int16_t under, int16_t over)
{
    return over == COLOUR_DEFAULT ? under : over;
}

/* The colour of a severity is never covered: where the selection has a foreground of its own, that
 * of the severity becomes the background. */
static struct style selected_severity(struct style style, struct style selection)
{
    if (style.background != COLOUR_DEFAULT)
        return style;
    style.attributes |= selection.attributes;
    if (selection.foreground != COLOUR_DEFAULT)
        style.attributes |= STYLE_REVERSE;
    else
        style.background = selection.background;
    return style;
}

struct style theme_style(const struct theme *theme, enum depth depth, enum role role, bool selected)
{
    struct style style = theme->styles[depth][role];
    struct style selection = theme->styles[depth][ROLE_SELECTION];

    if (!selected)
        return style;
    if (role_is_severity(role))
        return selected_severity(style, selection);
    return (struct style){
        .foreground = overlay(style.foreground, selection.foreground),
        .background = overlay(style.background, selection.background),
        .attributes = style.attributes | selection.attributes,
    };
}

struct style theme_style_on(struct style style, struct style screen)
{
    style.foreground = overlay(screen.foreground, style.foreground);
    style.background = overlay(screen.background, style.background);
    return style;
}

void theme_plain(struct theme *theme)
{
    static const enum role like_text[] = {ROLE_MUTED, ROLE_STRONG, ROLE_HINT, ROLE_LIVE,
                                          ROLE_OK,    ROLE_EMPTY,  ROLE_CALM, ROLE_GAP};

    for (int depth = 0; depth < DEPTH_COUNT; depth++) {
        for (size_t i = 0; i < sizeof(like_text) / sizeof(like_text[0]); i++)
            theme->styles[depth][like_text[i]] = theme->styles[depth][ROLE_TEXT];
    }
}

struct style theme_style_of_eight(struct style style)
{
    if (style.foreground == 8) {
        style.foreground = COLOUR_DEFAULT;
        style.attributes |= STYLE_DIM;
    } else if (style.foreground > 8) {
        style.foreground = (int16_t)(style.foreground - 8);
        style.attributes |= STYLE_BOLD;
    }
    if (style.background >= 8)
        style.background = (int16_t)(style.background - 8);
    return style;
}
