/* Attention file: what was said of tenants, kept for the next driftop, and for others that run
 * beside this one. One line each, in $XDG_STATE_HOME/driftop/attention. */
#ifndef HEADLESS_ATTENTION_FILE_H
#define HEADLESS_ATTENTION_FILE_H

#include "base/error.h"
#include "judge/attention.h"

#include <sys/stat.h>

/* Appends its path: below $XDG_STATE_HOME, or ~/.local/state. Returns false where there is no home.
 */
bool attention_path(struct buffer *path);

/* Reads it in place of what is held; a file that is not there says nothing. Of one that is damaged
 * the rest is taken, and false returned: which line cannot be read. */
bool attention_load(const char *path, struct attention *attention, struct error *error);

/* Begins with what was said of a source, once; where there is no home, with nothing. */
bool attention_open(struct attention *attention, const char *source, struct error *error);

/* Makes the changes that were not stored yet in the file as it is by now, and takes what others
 * said meanwhile. One that is damaged is kept beside it under a name that ends in ".damaged".
 * Returns false with the reason when it cannot be written: then the changes are left. */
bool attention_store(const char *path, struct attention *attention, struct error *error);

/* Returns whether the file is another one than `seen` tells, and notes what it is. */
bool attention_has_changed(const char *path, struct stat *seen);

#endif
