/* Flush: text on its way from a buffer to a stream. */
#ifndef HEADLESS_FLUSH_H
#define HEADLESS_FLUSH_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdio.h>

/* Hands on what is written so far and empties the buffer. Returns false when `out` failed. */
bool flush(FILE *out, struct buffer *text);

#endif
