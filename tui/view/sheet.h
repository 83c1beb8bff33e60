/* Sheet: lines of a page that may be more than the screen has rows. They are written from the first
 * to the last; those that the screen shows are drawn, the others only counted. */
#ifndef VIEW_SHEET_H
#define VIEW_SHEET_H

#include "view/pen.h"

#include <stddef.h>

struct sheet {
    struct frame *frame;
    int row; /* where it stands on the screen, and how many rows it has; 0: all is only counted */
    int rows;
    int left; /* its columns: the first, and the first that is not its own */
    int right;
    size_t top;  /* the first line that is shown */
    size_t line; /* how many lines were written */
};

/* Begins the next line, and returns a pen for it, which writes nothing where it is not shown. */
struct pen sheet_line(struct sheet *sheet);

/* Returns true when the screen shows the next line; and when it shows none of what comes. */
bool sheet_shows_next(const struct sheet *sheet);
bool sheet_is_over(const struct sheet *sheet);

/* Begins a line with a heading, in the colours of headings. */
struct pen sheet_heading(struct sheet *sheet, const char *text);

/* Writes text behind the pen, and goes on in further lines, `indent` columns in, where it has no
 * room: nothing of it is cut. */
void sheet_flow(struct sheet *sheet, struct pen *pen, int indent, enum role role,
                struct slice text);

/* The same, but that it breaks between words where it can. */
void sheet_flow_words(struct sheet *sheet, struct pen *pen, int indent, enum role role,
                      struct slice text);

#endif
