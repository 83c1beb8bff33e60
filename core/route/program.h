/* Program: one run of a program, from its start to its end: what it reads, what it says, how it
 * ended. It and what it starts are a process group of their own, which is ended as a whole where it
 * takes too long. SIGPIPE is to be ignored by whoever runs one. */
#ifndef ROUTE_PROGRAM_H
#define ROUTE_PROGRAM_H

#include "base/buffer.h"
#include "base/error.h"

#include <uv.h>

#define PROGRAM_LINE_MAX 200 /* bytes of a line that are told */
#define PROGRAM_LINES_MAX 10 /* lines of a run that are told */
#define PROGRAM_SAID_MAX 500 /* bytes that are kept */

enum program_end {
    PROGRAM_EXITED,   /* with `status` */
    PROGRAM_KILLED,   /* by the signal `status` */
    PROGRAM_TIMED_OUT /* it was killed by us */
};

struct program_result {
    enum program_end end;
    int status;
    const char *said; /* the beginning of what it wrote, safe, one line; "" where it was silent */
};

struct program;

struct program_options {
    uv_loop_t *loop;
    char **argv;
    char **environment;
    struct buffer *input; /* is taken over; what is not read of it does not matter */
    int64_t timeout_ms;
    void (*said)(void *context, const char *line); /* what it writes to either output, safe */
    /* Once, from the loop, when nothing of it is left there. */
    void (*ended)(void *context, const struct program_result *result);
    void *context;
};

/* Returns NULL, and `ended` is not called, where it cannot be started. */
struct program *program_start(const struct program_options *options, struct error *error);

/* Kills it; `ended` follows. */
void program_kill(struct program *program);

/* Returns true when there is such a program, by its path or in PATH, that can be executed. */
bool program_exists(const char *name, struct error *error);

#endif
