/* Term, inside: the state of the terminal, shared by the files that know curses. */
#ifndef TUI_TERM_PRIVATE_H
#define TUI_TERM_PRIVATE_H

#include "squeeze.h"
#include "term.h"

#include <curses.h>

struct term {
    struct tty *tty;
    SCREEN *screen;
    FILE *output;           /* memory that curses writes to */
    struct squeeze squeeze; /* on the way from there to the tty */
    FILE *input;            /* curses wants one; keys are read by the tty */
    enum colour_mode mode;
    enum depth depth;
    int64_t asked_ms; /* when it was asked what it did not answer yet, by the steady clock; or 0 */
    attr_t attributes[ROLE_COUNT][2]; /* by role and whether selected */
    struct frame painted;             /* the rows that stdscr holds; no cells: not known */
    bool mouse;                       /* it tells of clicks */
    bool suspended;
    bool repaint;
};

/* Returns how many colours to show, of those that the terminal has; starts them. */
enum depth term_choose_depth(enum colour_mode mode);

/* Returns the colour pair of a role. Every role has two, the second for selected cells; pair 0 is
 * not ours. */
short term_pair(enum role role, bool selected);

#endif
