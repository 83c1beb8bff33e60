/* Table: columns that share the width of the screen. */
#ifndef VIEW_TABLE_H
#define VIEW_TABLE_H

#include "frame.h"

struct column {
    const char *title;
    int minimum; /* it is left out where there is less */
    int wanted;  /* it gets no more */
    int rank;    /* the lower, the sooner it gets its room */
    bool right;  /* aligned to the right */
    int at;      /* set by the layout: where it begins, and its width; width 0: left out */
    int width;
};

/* Lays the columns out from `first` to before `end`, with `gap` columns between them: minimum
 * widths by rank as far as they fit, then what is left over, again by rank. */
void table_layout(struct column *columns, size_t count, int first, int end, int gap);

/* Writes the titles. `sorted` (or -1) is the column that sorts; `direction` stands behind its
 * title. */
void table_titles(struct frame *frame, int row, const struct column *columns, size_t count,
                  int sorted, uint32_t direction);

/* Writes a cell of the table, aligned and cut to its column. */
void table_cell(struct frame *frame, int row, const struct column *column, const char *text,
                enum role role);

/* Lays the selection over a row, up to a cell before the column of its picture: that shows by its
 * colours and by what is filled, so that in reverse a low bar would be a high one, and a high one
 * melt into what is around it. */
void table_select(struct frame *frame, int row, const struct column *picture);

#endif
