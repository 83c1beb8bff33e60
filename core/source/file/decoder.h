/* File decoder: from the bytes of a file, plain or compressed, to reports, nearly in order of time.
 * It does no input and knows no loop: pieces are fed, and what they make is taken, one at a time.
 */
#ifndef SOURCE_FILE_DECODER_H
#define SOURCE_FILE_DECODER_H

#include "base/error.h"
#include "drift/report.h"
#include "source/file/gunzip.h"
#include "source/file/line_splitter.h"
#include "source/file/reorder.h"

enum decoded {
    DECODED_NOTHING,    /* the piece is used up */
    DECODED_REPORT,     /* found->report, which the user may change */
    DECODED_UNREADABLE, /* a line, and found->error says why; found->report has what could be read
                         */
    DECODED_LINE,       /* a line, whose report comes later; or none, as the line is blank */
    DECODED_TEXT,       /* a line as it stands: found->text */
    DECODED_CUT,        /* the file ends within a line, or within its compressed data */
    DECODED_DAMAGED     /* the compressed data; nothing more can be read */
};

struct decoder_found {
    struct report *report; /* valid until the next call */
    struct slice text;     /* likewise */
    uint64_t line;         /* that it stands in */
    struct error error;
};

struct file_decoder {
    struct gunzip *gunzip; /* NULL: the file is not compressed */
    struct slice packed;   /* what is left of the compressed piece */
    struct line_splitter lines;
    const char *encoding; /* why none of the file's lines can be read; NULL: they can */
    struct reorder reorder;
    const struct severity_words *severity_words; /* that its reports are read with; NULL: none */
    bool leaves_lines;                           /* as they stand, none is read */
    bool keeps_numbers;                          /* its reports keep the texts of their numbers */
};

/* Begins at the beginning of a file. */
void file_decoder_init(struct file_decoder *decoder, bool is_gzip);
void file_decoder_reset(struct file_decoder *decoder);
void file_decoder_free(struct file_decoder *decoder);

/* Lets go of memory when the file has no more for now, and all was taken. */
void file_decoder_rest(struct file_decoder *decoder);

/* Gives the next piece, when the one before is used up. It must stay where it is until it is. */
void file_decoder_feed(struct file_decoder *decoder, struct slice piece);

/* Takes what comes next. */
enum decoded file_decoder_next(struct file_decoder *decoder, struct decoder_found *found);

/* Take what is left when the file has no more: the reports that were held back, until
 * DECODED_NOTHING; and before them the line without a newline, when the file will not grow any
 * more, or cannot be read any further. */
enum decoded file_decoder_drain(struct file_decoder *decoder, struct decoder_found *found);
enum decoded file_decoder_last_line(struct file_decoder *decoder, struct decoder_found *found);

#endif
