#include "config.h"

#include "term_private.h"

#include <stdlib.h>
#include <string.h>

bool colour_mode_parse(const char *word, enum colour_mode *mode)
{
    static const char *const words[] = {[COLOUR_AUTO] = "auto",
                                        [COLOUR_ALWAYS] = "always",
                                        [COLOUR_NEVER] = "never",
                                        [COLOUR_16] = "16",
                                        [COLOUR_256] = "256"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i]) == 0) {
            *mode = (enum colour_mode)i;
            return true;
        }
    }
    return false;
}

static bool no_colour_is_set(void)
{
    const char *no_color = getenv("NO_COLOR");

    return no_color != NULL && no_color[0] != '\0';
}

enum depth term_choose_depth(enum colour_mode mode)
{
    bool unwanted = mode == COLOUR_NEVER || (mode == COLOUR_AUTO && no_colour_is_set());

    if (unwanted || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
        return DEPTH_MONO;
    return COLORS >= 256 && mode != COLOUR_16 ? DEPTH_256 : DEPTH_16;
}

static attr_t curses_attributes(unsigned attributes)
{
    attr_t result = A_NORMAL;

    if (attributes & STYLE_BOLD)
        result |= A_BOLD;
    if (attributes & STYLE_DIM)
        result |= A_DIM;
    if (attributes & STYLE_ITALIC)
        result |= A_ITALIC;
    if (attributes & STYLE_UNDERLINE)
        result |= A_UNDERLINE;
    if (attributes & STYLE_REVERSE)
        result |= A_REVERSE;
    return result;
}

/* 64 pairs, which the poorest terminal has, are enough. */
short term_pair(enum role role, bool selected)
{
    return (short)(1 + 2 * (int)role + (selected ? 1 : 0));
}

_Static_assert(2 * ROLE_COUNT < 64, "terminals with 8 colours have 64 pairs");

enum depth term_depth(const struct term *term)
{
    return term->depth;
}

void term_explain_mono(const struct term *term, struct buffer *out)
{
    const char *name = getenv("TERM");

    if (term->mode == COLOUR_NEVER)
        buffer_string(out, "--color never shows none");
    else if (term->mode == COLOUR_AUTO && no_colour_is_set())
        buffer_string(out, "NO_COLOR is set: --color always shows them");
    else
        buffer_printf(out, "TERM=%s has none: --color 256 where it does", name != NULL ? name : "");
}

static void set_role(struct term *term, const struct theme *theme, enum role role, bool selected,
                     struct style screen)
{
    struct style style = theme_style_on(theme_style(theme, term->depth, role, selected), screen);

    if (term->depth != DEPTH_MONO) {
        if (COLORS < 16)
            style = theme_style_of_eight(style);
        init_pair(term_pair(role, selected), style.foreground, style.background);
    }
    term->attributes[role][selected] = curses_attributes(style.attributes);
}

/* What curses clears has the colours of text, too. */
static void set_blank(const struct term *term)
{
    attr_t colours =
        term->depth == DEPTH_MONO ? A_NORMAL : (attr_t)COLOR_PAIR(term_pair(ROLE_TEXT, false));

    bkgdset(' ' | colours);
}

void term_theme(struct term *term, const struct theme *theme, bool painted)
{
    static const struct style own = {.foreground = COLOUR_DEFAULT, .background = COLOUR_DEFAULT};
    struct style screen = painted ? theme->styles[term->depth][ROLE_SCREEN] : own;

    frame_free(&term->painted); /* its cells hold the attributes of before */
    for (int role = 0; role < ROLE_COUNT; role++) {
        set_role(term, theme, (enum role)role, false, screen);
        set_role(term, theme, (enum role)role, true, screen);
    }
    set_blank(term);
}
