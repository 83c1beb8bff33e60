/* Emit's input: the lines of several files, one after the other, also compressed, or of standard
 * input. */
#ifndef HEADLESS_EMIT_INPUT_H
#define HEADLESS_EMIT_INPUT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct gunzip;

struct emit_input {
    const char *const *files;
    size_t file_count;
    size_t next_file;
    int file;              /* -1: none is open */
    const char *name;      /* of the file, for messages: "-" is standard input */
    uint64_t line;         /* the number of the last line in it */
    uint64_t size;         /* of the file; 0: it cannot be told */
    uint64_t read;         /* bytes read of it */
    struct gunzip *gunzip; /* NULL: the file is not compressed */
    struct buffer packed;  /* read of a compressed file, and not unpacked yet */
    struct buffer bytes;   /* read; the lines before `at` were taken */
    size_t at;
    size_t line_max;
    size_t waiting;       /* files before this place may have to wait for a writer */
    const char *encoding; /* why no line of the file can be read; NULL: they can */
    bool hung_up;         /* whoever wrote it has closed it */
    bool at_end;          /* the file has no more bytes */
    bool skipping;        /* within a line that is too long */
};

enum emit_found {
    EMIT_LINE,     /* a whole line, without its newline */
    EMIT_TOO_LONG, /* a piece of a line that is too long; the first has a line number of its own */
    EMIT_MORE,     /* call emit_input_read() */
    EMIT_NO_FILE   /* call emit_input_open() */
};

/* Begins with the first of the files, or with standard input where there are none. */
void emit_input_begin(struct emit_input *input, const char *const *files, size_t file_count,
                      size_t line_max);

/* Opens the next file. Returns false with class ERROR_NONE when there is no other, or with the
 * reason when this one cannot be opened: call it again for the one behind it. */
bool emit_input_open(struct emit_input *input, struct error *error);

/* Takes the next line; it is valid until the next call of a function here. */
enum emit_found emit_input_take(struct emit_input *input, struct slice *line);

/* Reads what the file has now; waits when it has nothing and has not ended. On failure the file
 * counts as ended. */
bool emit_input_read(struct emit_input *input, struct error *error);

/* Returns true when all that is to come is there, so that nobody is held up by not reading it: of
 * files, and of pipes that were closed by who wrote them. */
bool emit_input_is_closed(const struct emit_input *input);

/* Returns whether a line has begun that has no end yet. */
bool emit_input_is_within_line(const struct emit_input *input);

/* Returns the part of the file that was read, or -1 where it cannot be told. */
double emit_input_share(const struct emit_input *input);

void emit_input_end(struct emit_input *input);

#endif
