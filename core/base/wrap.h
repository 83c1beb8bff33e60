/* Wrap: text of several words in lines of a width. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/buffer.h"
#include "base/slice.h"

/* A place to write to, in columns of a terminal. */
struct wrap {
    struct buffer *out;
    int columns; /* that a line has */
    int indent;  /* blanks in front of each further line */
    int column;  /* that is reached: of the first line where the text begins */
};

/* Appends `text` made safe, word by word, each on a new line where it would reach beyond the line.
 * A word that is longer than a line has one to itself and is kept whole, so that it can be copied.
 */
void wrap_text(struct wrap *wrap, struct slice text);

#endif
