/* File input: the bytes of a file, piece by piece, without holding up the loop: a file on a slow
 * disk is read on another thread, a pipe when it has something. It also tells what became of a file
 * that is read to its end: whether it grew, was cut off, or was replaced by another. */
#ifndef SOURCE_FILE_INPUT_H
#define SOURCE_FILE_INPUT_H

#include "base/error.h"
#include "base/slice.h"

#include <sys/stat.h>
#include <uv.h>

#define FILE_PIECE_SIZE (128 * 1024)
#define FILE_TAIL_SIZE 4096 /* a few reports: their times differ, where nothing else does */

enum file_change {
    FILE_SAME,
    FILE_GREW,
    FILE_TRUNCATED, /* it is shorter than what was read of it, or something else stands there */
    FILE_EMPTIED,   /* it holds nothing for now; whoever cut it off may be writing it again */
    FILE_REPLACED,  /* another file stands under its name */
    FILE_GONE       /* no file stands there now */
};

struct file_input;

struct file_input_events {
    /* The next piece, valid until file_input_next(); an empty one is the end, for now. */
    void (*read)(void *context, struct slice piece);
    void (*failed)(void *context, const struct error *error);
    /* What was read before does not stand there any more: the file was cut off, and perhaps filled
     * again. */
    void (*rewritten)(void *context);
};

struct file_input {
    uv_loop_t *loop;
    const char *path; /* "-" is standard input */
    const struct file_input_events *events;
    void *context;
    int file;      /* -1: none */
    int successor; /* the file that will be read next; -1: none */
    bool regular;
    bool is_pipe; /* or something else that may have nothing to read for a long time */
    dev_t device;
    ino_t node;
    uint64_t size; /* of a regular file, as it was last seen */
    uint64_t position;
    char tail[FILE_TAIL_SIZE]; /* what stands in front of the position */
    size_t tail_size;
    char *piece; /* behind the tail, read once more; NULL: it is made for the next one */
    uv_fs_t request;
    uv_poll_t *poll; /* of a pipe; NULL: not opened yet */
    bool reading;
    bool closing;
    void (*closed)(void *context);
};

/* Prepares; opens nothing. The path must stay. */
void file_input_init(struct file_input *input, uv_loop_t *loop, const char *path,
                     const struct file_input_events *events, void *context);

/* Opens the file, again if it was open, at its beginning. Nothing may be under way. */
bool file_input_open(struct file_input *input, struct error *error);

/* Goes back to the beginning of the file that is open. Nothing may be under way. */
void file_input_rewind(struct file_input *input);

/* Opens what stands under the name now beside the file that is read; only a regular file is, so
 * that no pipe is taken from whom it is meant for. */
bool file_input_open_successor(struct file_input *input, struct error *error);
bool file_input_has_successor(const struct file_input *input);

/* Returns true when the successor is the same in front of the position as the file that was read,
 * as after a copy of it was put in its place. */
bool file_input_is_continued(const struct file_input *input);

/* Goes over to the successor, at the same position or at its beginning. Nothing may be under way.
 */
void file_input_succeed(struct file_input *input, bool continued);

/* Asks for the next piece, which comes from the loop. */
void file_input_next(struct file_input *input);

/* Waits no longer for a pipe. Returns false where none is waited for; what is read of a file comes
 * all the same. */
bool file_input_stop(struct file_input *input);

/* Lets go of the memory of the piece, when it is used up and no other is under way. */
void file_input_rest(struct file_input *input);

/* Returns true when the file holds nothing, although something was read of it. */
bool file_input_is_emptied(const struct file_input *input);

/* Looks what became of a file that was read to its end. */
enum file_change file_input_look(struct file_input *input);

/* Ends everything; `closed` is called once nothing is left on the loop, perhaps at once. */
void file_input_close(struct file_input *input, void (*closed)(void *context));

#endif
