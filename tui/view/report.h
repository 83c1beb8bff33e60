/* Report: one entry as a page: what it is, its readings, what it says otherwise than the one before
 * it, and the entry as it lies in its stream. Each part writes its lines into a sheet. */
#ifndef VIEW_REPORT_H
#define VIEW_REPORT_H

#include "source/originals.h"
#include "view/report_row.h"
#include "view/sheet.h"
#include "wire/difference.h"

/* What is looked at. */
struct report_look {
    struct stream_id id; /* STREAM_ID_MIN: there is none to look at */
    struct report_row row;
    const struct original *now;    /* NULL: it is not asked for yet */
    const struct original *before; /* of the entry before it; NULL: none is known, or held yet */
    struct differences differences;
};

/* Return true when the entry is held, and is a report; and when it can be compared. */
bool report_is_held(const struct original *original);
bool report_is_compared(const struct report_look *look);

/* Draws who this is and where it stands among others, in one row; and below that, in two, when it
 * came and what it is of. */
void draw_report_heading(struct view *view, const struct report_look *look, int row);
void draw_report_facts(struct view *view, const struct report_look *look, int row);

/* Returns how many rows the command takes that shows the entry, at most REPORT_COMMAND_ROWS; 0:
 * there is none. Draws it in as many. */
#define REPORT_COMMAND_ROWS 3
int report_command_rows(const struct view *view, const struct report_look *look);
void draw_report_command(struct view *view, const struct report_look *look, int row, int rows);

/* Writes what has come of the question for it, and what could not be read. */
void write_report_state(const struct view *view, const struct report_look *look,
                        struct sheet *sheet);

/* Writes what of the metadata changed, which dimensions came and went, and what is called
 * otherwise; nothing where nothing did. Writes all that differs, also the figures. */
void write_report_changes(const struct view *view, const struct report_look *look,
                          struct sheet *sheet);
void write_report_differences(const struct view *view, const struct report_look *look,
                              struct sheet *sheet);

/* Writes when the metadata of its tenant's reports changed last, where it did before this one. */
void write_report_last_change(const struct view *view, const struct report_look *look,
                              struct sheet *sheet);

/* Writes its readings as a table. */
void write_report_readings(const struct view *view, const struct report_look *look,
                           struct sheet *sheet);

/* Writes the fields of the entry, laid out or as they lie. */
void write_report_entry(const struct view *view, const struct report_look *look,
                        struct sheet *sheet);

#endif
