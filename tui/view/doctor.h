/* Doctor: what was found wrong with the Redis, as a page: what it amounts to, a table of findings,
 * and the selected one at length. */
#ifndef VIEW_DOCTOR_H
#define VIEW_DOCTOR_H

#include "checkup.h"
#include "view/view.h"

/* Draws how many there are of each severity; `top` and `rows` say what the table shows of them. */
void draw_doctor_heading(struct view *view, int row, size_t top, size_t rows);

/* The same in short, with how old all that is, where there is no room for the row below. */
void draw_doctor_heading_dated(struct view *view, int row);

/* Draws of what, and how old all that is; while it is examined, how far that is. */
void draw_doctor_scope(struct view *view, int row);

/* Draws the titles, and below them so many rows from `top` on. */
void draw_doctor_table(struct view *view, int row, size_t rows, size_t top, size_t selected);

/* Draws one row at length, in so many rows: its evidence, the cure, and what else there is to say.
 * `named` begins with what it is about. */
void draw_doctor_detail(struct view *view, int row, int rows, bool named,
                        const struct checkup_row *selected);

/* Says why there is nothing in the table, from a row on. */
void draw_doctor_none(struct view *view, int row, int end);

#endif
