/* Picture: a frame as a file, for whoever has no terminal to look at: plain text, text with the
 * escape sequences of its colours, or SVG. Text stays text in all of them. */
#ifndef TUI_PICTURE_H
#define TUI_PICTURE_H

#include "base/error.h"
#include "frame.h"
#include "theme.h"

#include <stddef.h>

/* What a frame does not know: how its roles look, and what it shows in a few words. */
struct picture_look {
    const struct theme *theme;
    enum depth depth;
    const char *title; /* any text; it is made safe */
};

/* How a picture is written. */
struct picture_format {
    const char *ending; /* of a file's name, without the dot */
    void (*write)(const struct frame *frame, const struct picture_look *look, struct buffer *out);
};

extern const struct picture_format picture_text;
extern const struct picture_format picture_ansi;
extern const struct picture_format picture_svg;

/* Returns the table, which ends with NULL, the first being the usual one; and the format that the
 * ending of a name asks for, NULL: none. */
const struct picture_format *const *picture_formats(void);
const struct picture_format *picture_format_of(const char *path);

/* Returns the style of a cell as it is to be seen. */
struct style picture_style(const struct picture_look *look, const struct cell *cell);

/* Writes a picture into a new file, in the format of its ending; "~/" is the home of the user. What
 * is there already is not touched, and of a file that could not be written whole nothing is left.
 * Returns true with where it is: "NAME in FOLDER". */
bool picture_save(const char *path, const struct frame *frame, const struct picture_look *look,
                  struct buffer *where, struct error *error);

#endif
