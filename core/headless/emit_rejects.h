/* Emit's rejects: the file of the lines that could not be written, to be mended and sent again. */
#ifndef HEADLESS_EMIT_REJECTS_H
#define HEADLESS_EMIT_REJECTS_H

#include "base/error.h"
#include "base/slice.h"

struct emit_rejects {
    const char *path; /* NULL: none are kept */
    int file;
};

/* Opens the file and keeps what is in it. `path` may be NULL. */
bool emit_rejects_open(struct emit_rejects *rejects, const char *path, struct error *error);

/* Returns true when a descriptor leads to the very file. */
bool emit_rejects_are(const struct emit_rejects *rejects, int file);

/* Appends bytes of a line. A failure is told once; nothing is kept after it. */
bool emit_rejects_add(struct emit_rejects *rejects, struct slice bytes, struct error *error);

void emit_rejects_close(struct emit_rejects *rejects);

#endif
