/* Line file: a file, a FIFO or standard output that takes whole lines, and stays one of whole lines
 * when the disk is full, a reader is slow, or the file is moved away. Its functions may wait for a
 * disk or a reader. */
#ifndef ROUTE_LINE_FILE_H
#define ROUTE_LINE_FILE_H

#include "base/error.h"
#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct line_file {
    const char *path;    /* "-": standard output */
    int descriptor;      /* -1: it is not open */
    struct stat status;  /* of what is open */
    int64_t patience_ms; /* how long a reader may take */
    bool is_local;       /* its disk is of this machine */
    bool torn;           /* it ends with a part of a line, which is to be ended first */
};

void line_file_init(struct line_file *file, const char *path, int64_t patience_ms);

/* Opens it where it is not open: makes a file, waits for no reader of a FIFO. */
bool line_file_open(struct line_file *file, struct error *error);

/* Appends a line, which brings its own end, with one write (a pipe takes 4096 bytes a write). Where
 * another file than the one that is open has the path, or none, that one is opened first. On an
 * error nothing of the line is left there; or, where that cannot be, the next line begins a new
 * one. */
bool line_file_append(struct line_file *file, struct slice line, struct error *error);

/* Returns true when a line of that size can be appended now without waiting: to the disk of this
 * machine, or to a pipe that has room. */
bool line_file_is_quick(const struct line_file *file, size_t size);

/* Closes it; it may be opened again. */
void line_file_close(struct line_file *file);

#endif
