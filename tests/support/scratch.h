/* Scratch: a directory of a test's own that goes away with the test, however the test ends. */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include "base/buffer.h"

#define SCRATCH_SIZE 64

/* Makes the directory and writes its path. It is removed, with all that is in it, when the process
 * and every fork of it are gone, also when they crash. The path is short enough for a socket in it.
 */
void scratch_create(char path[static SCRATCH_SIZE]);

/* The same where nothing waits for a disk, if the system has such a place. */
void scratch_create_in_memory(char path[static SCRATCH_SIZE]);

/* Writes a file into a scratch directory. */
void scratch_write(const char *directory, const char *name, const char *text);

/* Reads a file of it, given by its path, into the buffer, and returns the text; "" where there is
 * no such file. */
const char *scratch_read(const char *path, struct buffer *text);

#endif
