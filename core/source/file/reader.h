/* File reader: the reports of a file of NDJSON, plain or compressed, in slices of a turn of the
 * loop. A file that grows is followed, also when it is replaced (the old file is read to its end
 * first) or cut off. Where what stands in front of the place that was reached is the same as
 * before, as when a longer copy was put there, it is read on behind it, else from its beginning.
 */
#ifndef SOURCE_FILE_READER_H
#define SOURCE_FILE_READER_H

#include "base/error.h"
#include "drift/report.h"

#include <uv.h>

struct file_reader;

/* All are called from the loop, and may call every function of the reader. */
struct file_reader_events {
    /* The next report, and the line that it stands in. They come in order of time but for those
     * that are far out of place; the user may change the report's ID. */
    void (*report)(void *context, struct report *report, uint64_t line);
    /* A line is no report; what could be read of it stands in `report`. */
    void (*unreadable)(void *context, const struct report *report, uint64_t line,
                       const char *reason);
    /* The file ends too early: within a line, or within its compressed data. What could be read of
     * it comes, too. */
    void (*cut)(void *context, uint64_t line, const char *reason);
    /* Something happened to the file. */
    void (*noted)(void *context, const char *text);
    /* A slice is done; called at least every second while something is waited for. */
    void (*turned)(void *context);
    /* All that is there is read. */
    void (*caught_up)(void *context);
    /* The file cannot be read, or no further: all that could be was handed out.
     * file_reader_begin() tries again. */
    void (*stopped)(void *context, const struct error *error);
    /* A line as it stands, in order. Where this is set lines are not read: no report comes, and
     * nothing is unreadable but a line that is too long. */
    void (*line)(void *context, struct slice text, uint64_t line);
    bool keeps_numbers; /* the reports are passed on, with their numbers as they were written */
};

/* Makes a reader that does nothing yet. `path` may be "-" for standard input, which is not
 * followed. */
struct file_reader *file_reader_create(uv_loop_t *loop, const char *path, bool follow,
                                       int64_t refresh_ms, const struct file_reader_events *events,
                                       void *context);

/* Lets it know an operator's words of severity, which stay his. */
void file_reader_know(struct file_reader *reader, const struct severity_words *words);

/* Begins at the beginning of the file, also when it was begun before; what is under way is
 * forgotten. */
void file_reader_begin(struct file_reader *reader);

/* Hands out nothing more for now; and goes on. */
void file_reader_pause(struct file_reader *reader);
void file_reader_resume(struct file_reader *reader);

/* Reads no further: hands out what was read, and has ended then. */
void file_reader_finish(struct file_reader *reader);

/* Looks at once whether a file that was read to its end has grown. */
void file_reader_look(struct file_reader *reader);

/* Returns true when the file can be read from its beginning a second time, and then is the same. */
bool file_reader_can_begin_again(const struct file_reader *reader);

/* Returns true when nothing more will come. */
bool file_reader_has_ended(const struct file_reader *reader);

/* Returns the file's size in bytes, 0 where it has none, and how much of it is read. */
uint64_t file_reader_size(const struct file_reader *reader);
uint64_t file_reader_position(const struct file_reader *reader);

/* Closes and frees the reader; `closed` is called when nothing is left on the loop. */
void file_reader_close(struct file_reader *reader, void (*closed)(void *context));

#endif
