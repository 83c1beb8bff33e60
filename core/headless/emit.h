/* Emit: reports from NDJSON into the streams, one line of input an entry. */
#ifndef HEADLESS_EMIT_H
#define HEADLESS_EMIT_H

#include "headless/options.h"

/* Reads standard input or the files of the options to their end, writes every report into its
 * stream and returns the exit status: 0 when each was written or is safe in the spool, 1 when not,
 * 2 for wrong usage, 130 when it was interrupted twice. Answers (--ack) go to `descriptor`, which
 * stays open; all else to standard error. */
int emit_run(const struct options *options, int descriptor);

#endif
