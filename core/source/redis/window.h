/* Window: whose history is kept and how far back. What is watched is loaded; what is not watched
 * any more stays and grows until too many are loaded, so that one can go to and fro. */
#ifndef SOURCE_REDIS_WINDOW_H
#define SOURCE_REDIS_WINDOW_H

#include "source/redis/asker.h"
#include "source/redis/streams.h"

/* Zero-initialised is ready but for `streams`. */
struct windows {
    struct streams *streams;
    struct stream_queue turn; /* loads that can ask for a page, each in turn */
    size_t held;              /* streams with a history */
    size_t loads;             /* since there was last nothing to load */
    double covered;           /* sum over those */
    uint64_t watch;           /* number of the watch */
};

extern const struct asker_kind window_asker;

/* Says what is looked at. */
void window_watch(struct windows *windows, const struct source_watch *watch);

#endif
