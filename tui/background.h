/* Background: what the terminal's own background is, as far as it says so, and whether a theme that
 * was made for another can be read on it.
 *
 * The terminal is asked by OSC 11, which one that does not know it passes over in silence. So it is
 * asked behind it what it is (DA1), which all of them answer: when that answer comes first, there
 * will be no other. The caller limits how long nothing is known; an answer that comes later is as
 * good as one in time. */
#ifndef TUI_BACKGROUND_H
#define TUI_BACKGROUND_H

#include "colour.h"
#include "theme.h"

#define BACKGROUND_QUESTION "\x1b]11;?\a\x1b[c"
#define BACKGROUND_PATIENCE_MS 500

enum background_knowledge { BACKGROUND_ASKED, BACKGROUND_UNKNOWN, BACKGROUND_KNOWN };

/* Zero-initialised has been asked for. */
struct background {
    enum background_knowledge knowledge;
    struct colour colour; /* where it is known */
};

/* Takes what the terminal answers (the sequence without its ESC and its end). Returns whether more
 * is known now. */
bool background_take(struct background *background, struct slice answer);

/* Gives up waiting. Returns whether that changes anything. */
bool background_give_up(struct background *background);

/* Returns whether the terminal's own background is kept: it is not known yet, the theme asks for
 * none, or the theme can be read on it as well as on its own, or nearly (6 % of contrast). A
 * palette of 16 colours is the terminal's own; there it must only be dark for a dark theme, and
 * light for a light one. */
bool background_suits(const struct background *background, const struct theme *theme,
                      enum depth depth);

#endif
