/* Squeeze: says the same to a terminal in fewer bytes. What curses writes for each change of looks
 * turns them off first and then on one by one, also where nothing is written before the next
 * change, and for blanks, which look the same in any colour. Here looks are noted, and told once
 * something is written that shows them, all in one sequence, the shortest that does it.
 *
 * Moves of the cursor are shortened, too.
 *
 * Only what curses writes for terminals that know ECMA-48 is understood; the rest goes through as
 * it is, with the looks told before it. */
#ifndef TUI_SQUEEZE_H
#define TUI_SQUEEZE_H

#include "base/buffer.h"
#include "base/slice.h"

#include "squeeze_move.h"

#define SQUEEZE_COLOUR_SIZE 24

/* How text looks: STYLE_… bits, and colours as the parameters that choose them; "" is the
 * terminal's own. */
struct squeeze_looks {
    unsigned attributes;
    char foreground[SQUEEZE_COLOUR_SIZE];
    char background[SQUEEZE_COLOUR_SIZE];
};

/* Zero-initialised knows nothing of the terminal. */
struct squeeze {
    struct squeeze_looks wanted;
    struct squeeze_looks told;
    bool known;   /* that the terminal has what it was told */
    bool scrolls; /* margins were told. curses begins with those of as many lines as terminfo has,
                     whatever the terminal has, and means all of them; later ones it means */
    int rows;       /* of the terminal; 0: not known */
    bool turns_off; /* the terminal can be told to turn off one attribute, and not only all looks */
    struct squeeze_cursor cursor;
};

/* Appends what stands for `bytes`, which end where a sequence ends. What follows begins with the
 * looks that these ended with. */
void squeeze(struct squeeze *squeeze, struct slice bytes, struct buffer *out);

/* Tells the looks that were wanted last, as nothing follows that would. */
void squeeze_finish(struct squeeze *squeeze, struct buffer *out);

#endif
