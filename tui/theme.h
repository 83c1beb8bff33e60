/* Theme: what each role looks like, for terminals with 256 colours, 16 colours and none.
 *
 *   [theme]
 *   name = dark
 *   description = for dark backgrounds
 *   base = dark            (optional: what is not said is taken from that compiled-in theme)
 *   [256]
 *   warn = 215 bold        ("COLOUR", "COLOUR on COLOUR", then attributes)
 *   [16]
 *   warn = bright-yellow
 *   [mono]
 *   warn = underline
 *
 * The role "screen" is the foreground and background that the others are made for. It may be left
 * out: then the theme is made for whatever the terminal has.
 *
 * Colours are "default" (the terminal's own), in [256] a number from 0 to 255, in [16] a name from
 * black to white, with or without "bright-". Attributes are bold, dim, italic, underline and
 * reverse. Without a base every role needs a value in every section. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "base/error.h"
#include "role.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum depth { DEPTH_MONO, DEPTH_16, DEPTH_256, DEPTH_COUNT };

#define COLOUR_DEFAULT (-1)
#define STYLE_BOLD 1u
#define STYLE_DIM 2u
#define STYLE_ITALIC 4u
#define STYLE_UNDERLINE 8u
#define STYLE_REVERSE 16u

struct style {
    int16_t foreground; /* an index into the terminal's palette, or COLOUR_DEFAULT */
    int16_t background;
    uint8_t attributes;
};

struct theme {
    char name[32];
    char description[96];
    struct style styles[DEPTH_COUNT][ROLE_COUNT];
};

/* Reads a theme. `where` names it in errors: "FILE:LINE: what is wrong". */
bool theme_parse(const char *text, const char *where, struct theme *theme, struct error *error);

/* Loads a theme by the path of a file (a word with '/' or ending in ".theme") or by name: from the
 * user's themes, then the installed ones, then those compiled in. */
bool theme_load(const char *word, struct theme *theme, struct error *error);

/* The same, with the folder of the installed themes. */
bool theme_load_from(const char *word, const char *installed, struct theme *theme,
                     struct error *error);

/* Loads the compiled-in theme of that place in their list; the index wraps round. */
void theme_builtin(size_t index, struct theme *theme);
size_t theme_builtin_count(void);
const char *theme_builtin_name(size_t index);

/* Returns the place of the compiled-in theme of that name; of one that is not compiled in, the
 * place before the first. */
size_t theme_builtin_index(const char *name);

/* Prints the themes that theme_load() finds by name, with their descriptions. */
void theme_list(FILE *out);

/* Returns the style of a cell: that of its role, with the selection laid over it. A severity keeps
 * its colour below the selection. */
struct style theme_style(const struct theme *theme, enum depth depth, enum role role,
                         bool selected);

/* Returns the style with the colours of ROLE_SCREEN in place of the terminal's own. */
struct style theme_style_on(struct style style, struct style screen);

/* Makes a theme plain, for a line on which each change of colour counts: what only softens or
 * stresses looks like text, what tells of trouble and where one is stays. */
void theme_plain(struct theme *theme);

/* Returns what stands for a style of 16 colours on a terminal with 8. These show the bright ones as
 * bold; bright black, which would be invisible on black, is the dim text colour. */
struct style theme_style_of_eight(struct style style);

#endif
