/* Pen: writes one piece of text after another into a row of a frame. */
#ifndef VIEW_PEN_H
#define VIEW_PEN_H

#include "frame.h"

struct pen {
    struct frame *frame;
    int row;
    int at;  /* where the next piece begins */
    int end; /* the first column that is not ours */
};

struct pen pen_at(struct frame *frame, int row, int column, int end);

/* Write a piece, cut where the room ends. */
void pen_text(struct pen *pen, enum role role, const char *text);
void pen_slice(struct pen *pen, enum role role, struct slice text);
void pen_printf(struct pen *pen, enum role role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void pen_put(struct pen *pen, enum role role, uint32_t character);

/* Leaves `columns` free. */
void pen_gap(struct pen *pen, int columns);

/* Writes text at the right end of the room and makes the room end two columns before it. Writes
 * nothing where that would leave less than `keep` columns for what comes from the left. */
void pen_right(struct pen *pen, enum role role, const char *text, int keep);

#endif
