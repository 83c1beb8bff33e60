/* File finder: looks for lines that somebody wants to see as they stand, by reading the files of a
 * source once more, beside whatever else is read of them. */
#ifndef SOURCE_FILE_FINDER_H
#define SOURCE_FILE_FINDER_H

#include "source/file/reader.h"

struct file_source;

/* Zero-initialised but for `file` is ready. */
struct file_finder {
    struct file_source *file;   /* whose originals are looked for */
    uv_loop_t *loop;            /* set with `file` */
    struct file_reader *reader; /* of the file that is being read; NULL: none is */
    size_t next;                /* the file behind that */
    bool stopping;              /* the reader is being closed */
    struct report report;       /* of the line that is looked at */
    struct error failure;       /* why a file could not be read to its end */
    void (*closed)(void *owner);
    void *owner;
};

/* Looks for the originals that are due, and for those that are being looked for. */
void file_finder_look(struct file_finder *finder);

/* Ends; `closed` is called with the owner when nothing is left on the loop, at once where nothing
 * is. */
void file_finder_close(struct file_finder *finder, void (*closed)(void *owner), void *owner);

#endif
