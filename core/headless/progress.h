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

/* The same of streams that are looked at: "120 of 1,000 streams looked at"; while they are searched
 * for `total` is 0, and "120 streams found". */
void progress_show_streams(struct progress *progress, uint64_t done, uint64_t total);

/* The same in words, before there is anything to count. */
void progress_show_words(struct progress *progress, const char *words);

/* Takes the line away, before something else is written. */
void progress_clear(struct progress *progress);

#endif
