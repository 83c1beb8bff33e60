#include "config.h"

#include "present/glyphs.h"

#include "base/character_set.h"
#include "base/text.h"
#include "drift/severity.h"

#include <string.h>

/* Seven-bit text, for serial consoles, tickets and locales without UTF-8. */
static const struct glyphs ascii_glyphs = {
    .set = GLYPHS_ASCII,
    .spark = {'.', ':', '-', '=', '+', '*', '#', '@'},
    .gap = '_',
    .unknown = '~',
    .ellipsis = '~',
    .up = '^',
    .down = 'v',
    .arrow = '>',
    .bullet = '*',
    .mark = '#',
    .run = {[SEVERITY_ABSENT] = '_',
            [SEVERITY_OK] = '.',
            [SEVERITY_NO_DATA] = 'n',
            [SEVERITY_WARN] = 'w',
            [SEVERITY_DEGRADED] = 'D'},
};

static const struct glyphs block_glyphs = {
    .set = GLYPHS_BLOCK,
    .spark = {U'▁', U'▂', U'▃', U'▄', U'▅', U'▆', U'▇', U'█'},
    .gap = U'·',
    .unknown = U'╌',
    .ellipsis = U'…',
    .up = U'▲',
    .down = U'▼',
    .arrow = U'→',
    .bullet = U'•',
    .mark = U'◆',
    .run = {[SEVERITY_ABSENT] = U'·',
            [SEVERITY_OK] = U'▁',
            [SEVERITY_NO_DATA] = U'╌',
            [SEVERITY_WARN] = U'▄',
            [SEVERITY_DEGRADED] = U'▇'},
};

/* A braille cell is two columns of four dots. The levels here fill both alike; sparkline() fills
 * each column by itself. */
static const struct glyphs braille_glyphs = {
    .set = GLYPHS_BRAILLE,
    .spark = {U'⣀', U'⣀', U'⣤', U'⣤', U'⣶', U'⣶', U'⣿', U'⣿'},
    .gap = U'·',
    .unknown = U'⠒',
    .ellipsis = U'…',
    .up = U'▲',
    .down = U'▼',
    .arrow = U'→',
    .bullet = U'•',
    .mark = U'◆',
    .run = {[SEVERITY_ABSENT] = U'·',
            [SEVERITY_OK] = U'▁',
            [SEVERITY_NO_DATA] = U'╌',
            [SEVERITY_WARN] = U'▄',
            [SEVERITY_DEGRADED] = U'▇'},
};

const struct glyphs *glyphs_get(enum glyph_set set)
{
    switch (set) {
    case GLYPHS_BLOCK:
        return &block_glyphs;
    case GLYPHS_BRAILLE:
        return &braille_glyphs;
    case GLYPHS_ASCII:
        break;
    }
    return &ascii_glyphs;
}

bool glyphs_parse(const char *word, enum glyph_set *set)
{
    if (strcmp(word, "auto") == 0)
        *set = text_locale_is_utf8() ? GLYPHS_BLOCK : GLYPHS_ASCII;
    else if (strcmp(word, "ascii") == 0)
        *set = GLYPHS_ASCII;
    else if (strcmp(word, "block") == 0)
        *set = GLYPHS_BLOCK;
    else if (strcmp(word, "braille") == 0)
        *set = GLYPHS_BRAILLE;
    else
        return false;
    return true;
}

enum glyph_set glyphs_choose(const char *word)
{
    enum glyph_set set = GLYPHS_ASCII;

    if (!glyphs_parse(word, &set) || set == GLYPHS_ASCII)
        return GLYPHS_ASCII;
    return character_set_make_utf8() ? set : GLYPHS_ASCII;
}
