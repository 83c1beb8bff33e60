/* Output: bytes on their way to a file, pipe or terminal that may be slow, without ever holding up
 * the loop: connections and timers go on while a reader downstream takes its time. */
#ifndef HEADLESS_OUTPUT_H
#define HEADLESS_OUTPUT_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <uv.h>

/* How much may wait before the writer should pause. */
#define OUTPUT_FULL (1024 * 1024)

struct output {
    uv_loop_t *loop;
    int descriptor;
    struct buffer waiting;
    struct buffer leaving; /* one write at a time is under way */
    size_t left;           /* bytes of it that are gone */
    bool writing;
    bool urgent; /* what waits leaves with the next write, however little it is */
    int failure; /* errno of the write that failed; nothing is written after it; 0: none */
    uv_fs_t request;
    void (*written)(void *context); /* something left, or failed */
    void *context;
};

/* Begins; `written` is called from the loop. */
void output_open(struct output *output, uv_loop_t *loop, int descriptor,
                 void (*written)(void *context), void *context);

/* Appends bytes. They leave once they are many, or with output_flush(). */
void output_append(struct output *output, struct slice bytes);

/* Sends off what waits as soon as the write under way, if there is one, is done. */
void output_flush(struct output *output);

/* Returns true when so much waits that more should not be made. */
bool output_is_full(const struct output *output);

/* Returns true when everything has left, or nothing can leave any more. */
bool output_is_done(const struct output *output);

/* Frees the memory; nothing may be under way. */
void output_free(struct output *output);

#endif
