/* CSV: rows for spreadsheets and databases, as RFC 4180 describes them: a header, CRLF at the end
 * of a row, quotes where a cell needs them, UTF-8.
 *
 * A spreadsheet takes a cell that begins with = + - @ for a formula, also one that a producer was
 * talked into. Text that begins so, or does behind apostrophes of its own, therefore gets an
 * apostrophe in front; numbers do not. What could act on a terminal, or is no UTF-8, is spelled as
 * spelling.h says: different texts have different cells. */
#ifndef HEADLESS_CSV_H
#define HEADLESS_CSV_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

/* One row on its way into a buffer. */
struct csv_row {
    struct buffer *out;
    size_t cells;
};

/* Append one cell. Text without data, NaN and infinities are empty cells. A number is written as
 * `text` where there is one, else in its shortest spelling. */
void csv_text(struct csv_row *row, struct slice text);

/* Text that is JSON, which stays JSON: what could act on a terminal is spelled in its own way. */
void csv_json(struct csv_row *row, struct slice json);

void csv_number(struct csv_row *row, double number);
void csv_number_text(struct csv_row *row, double number, struct slice text);
void csv_unsigned(struct csv_row *row, uint64_t number);
void csv_signed(struct csv_row *row, int64_t number);

/* Ends the row; the next cell begins another. */
void csv_end(struct csv_row *row);

#endif
