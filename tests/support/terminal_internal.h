/* What the files of terminal.h share. */
#ifndef SUPPORT_TERMINAL_INTERNAL_H
#define SUPPORT_TERMINAL_INTERNAL_H

#include "support/scratch.h"
#include "support/terminal.h"

#include <termios.h>

#define TERMINAL_FINDINGS "findings" /* name of the files, in front of a dot and a number */

struct terminal {
    VTerm *vterm;
    VTermScreen *screen;
    pid_t pid;
    char home[SCRATCH_SIZE]; /* of the program; where sanitizers write what they find */
    int master;              /* -1 once it is hung up */
    struct termios modes;    /* at the start */
    const char *background;
    int64_t started_us;
    size_t bytes;
    struct buffer *record; /* of what is written; NULL: none */
    struct buffer held;    /* a character that is not whole yet */
    bool ended;            /* nothing more can be read */
    bool reaped;
    int status; /* of waitpid(), once reaped */
    bool alternate;
    bool cursor_visible;
    bool mouse;
};

/* Waits at most `ms` for output and shows one piece of it. */
void terminal_read(struct terminal *terminal, int ms);

#endif
