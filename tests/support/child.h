/* Child: a command line of the shell, run beside the test, and what it says. $DRIFTOP in it is the
 * program under test; "exec" in front of that makes it get the signals. The child never outlives
 * the process that started it. */
#ifndef SUPPORT_CHILD_H
#define SUPPORT_CHILD_H

#include "base/buffer.h"
#include "support/scratch.h"

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid; /* 0: it has ended */
    char directory[SCRATCH_SIZE];
    struct buffer out; /* as it was last read */
    struct buffer err;
};

/* Starts a command line. Its standard input is empty unless it says otherwise. */
void child_start(struct child *child, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Waits for its end and returns its exit status; 128 and the number of the signal that ended it. */
int child_wait(struct child *child);

/* Return what it has written so far to standard output and to standard error; valid until the next
 * call. */
const char *child_out(struct child *child);
const char *child_err(struct child *child);

/* Waits until it has written `text`. */
void child_expect_out(struct child *child, const char *text);
void child_expect_err(struct child *child, const char *text);

void child_signal(struct child *child, int number);

/* Kills it if it runs, and frees what was read. */
void child_free(struct child *child);

/* Starts, waits and returns the exit status. The child must be freed. */
int child_run(struct child *child, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
