/* Line splitter: lines out of pieces of a file. Lines that lie within one piece are not copied. */
#ifndef SOURCE_FILE_LINE_SPLITTER_H
#define SOURCE_FILE_LINE_SPLITTER_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* No report is longer; a longer line is no line at all. */
#define LINE_MAX_SIZE (8 * 1024 * 1024)

enum line_kind {
    LINE_NONE, /* the piece is used up */
    LINE_WHOLE,
    LINE_TOO_LONG /* without its text */
};

/* Zero-initialised is at the beginning of a file. */
struct line_splitter {
    struct slice piece;  /* what is left of it */
    struct buffer begun; /* the line that began in earlier pieces */
    bool passed_on;      /* the begun line was handed out, and is to be forgotten */
    bool skipping;       /* within a line that is too long */
    uint64_t number;     /* of the line handed out last, from 1 */
};

/* Gives the next piece, when the one before is used up. It must stay where it is until it is. */
void line_splitter_feed(struct line_splitter *splitter, struct slice piece);

/* Takes the next line, without its newline and the carriage return before that. It is valid until
 * the next call. */
enum line_kind line_splitter_next(struct line_splitter *splitter, struct slice *line);

/* The same for the line at the end that has no newline. */
enum line_kind line_splitter_last(struct line_splitter *splitter, struct slice *line);

/* Returns the text of a line: without the byte order mark that some editors begin a file with. */
struct slice line_text(struct slice line, uint64_t number);

/* Returns why a file that begins with a line is in no encoding that can be read; NULL: it may be.
 */
const char *line_encoding(struct slice line);

/* Returns true for a line that holds nothing. */
bool line_is_blank(struct slice line);

/* Begins anew at the beginning of a file, and keeps the memory; frees it. */
void line_splitter_reset(struct line_splitter *splitter);
void line_splitter_free(struct line_splitter *splitter);

#endif
