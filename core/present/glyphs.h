/* Glyphs: the characters that draw, in the sets that terminals and fonts can be trusted with. */
#ifndef PRESENT_GLYPHS_H
#define PRESENT_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

enum glyph_set { GLYPHS_ASCII, GLYPHS_BLOCK, GLYPHS_BRAILLE };

#define SPARK_LEVELS 8

struct glyphs {
    enum glyph_set set;
    uint32_t spark[SPARK_LEVELS]; /* lowest to highest; braille sets pair two columns instead */
    uint32_t gap;                 /* no report in this bucket */
    uint32_t unknown;             /* a report without a z-score; run[] has one without a value */
    uint32_t ellipsis;
    uint32_t up, down; /* direction of a change */
    uint32_t arrow;    /* from one state to another */
    uint32_t bullet;
    uint32_t mark; /* something happened at this time */
    uint32_t run[5]; /* severity timeline, by enum severity: each another shape */
};

/* Returns the set. */
const struct glyphs *glyphs_get(enum glyph_set set);

/* Reads ascii, block, braille or auto; auto is block where the locale writes UTF-8, else ascii.
 * Returns false for another word. */
bool glyphs_parse(const char *word, enum glyph_set *set);

/* Returns the set that the option's word asks for. Who asks for signs beyond ASCII says that they
 * can be shown, whatever the locale says: the character set becomes UTF-8, and where the system has
 * none the set is ascii. */
enum glyph_set glyphs_choose(const char *word);

#endif
