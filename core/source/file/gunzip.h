/* Gunzip: the content of a gzip file, piece by piece. Members that follow one another are read as
 * one, as gzip itself does. */
#ifndef SOURCE_FILE_GUNZIP_H
#define SOURCE_FILE_GUNZIP_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

struct gunzip;

struct gunzip *gunzip_create(void);
void gunzip_free(struct gunzip *gunzip);

/* Begins anew at the beginning of a file. */
void gunzip_reset(struct gunzip *gunzip);

/* Takes from the front of `packed` and returns in `piece` what that makes, valid until the next
 * call. When both are empty, more is needed. Returns false with the reason when the data is
 * damaged, once all that was made in front of the damage was returned. */
bool gunzip_next(struct gunzip *gunzip, struct slice *packed, struct slice *piece,
                 struct error *error);

/* Returns true between two members, where a file may end. */
bool gunzip_may_end(const struct gunzip *gunzip);

#endif
