/* Progress: one line on a terminal that tells how far a long work is, and leaves no trace. Where
 * standard error is no terminal, or the results go to the same one, nothing is shown. */
#ifndef HEADLESS_PROGRESS_H
#define HEADLESS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool enabled;
    bool shown;
};

/* Begins; `quiet` shows nothing anywhere, `prints` says that standard output gets results. */
void progress_begin(struct progress *progress, bool quiet, bool prints);

/* Shows "12,345 reports, 42 %", instead of what was shown before. A share that is not from 0 to 1
 * is unknown and left out. */
void progress_show(struct progress *progress, uint64_t reports, double share);

/* Takes the line away, before something else is written. */
void progress_clear(struct progress *progress);

#endif
