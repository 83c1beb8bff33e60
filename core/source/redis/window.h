/* Window: whose history is kept, and of what time. What is watched is loaded: a range that touches
 * the live span or another extends it, one that lies apart becomes a span of its own. */
#ifndef SOURCE_REDIS_WINDOW_H
#define SOURCE_REDIS_WINDOW_H

#include "source/redis/asker.h"
#include "source/redis/streams.h"

/* Zero-initialised is ready but for `streams`. */
struct windows {
    struct streams *streams;
    struct stream_queue turn; /* loads that can ask for a page, each in turn */
    size_t held;              /* spans that were read */
    size_t loads;             /* since there was last nothing to load */
    double covered;           /* sum over those */
};

extern const struct asker_kind window_asker;

/* Says what is looked at. */
void window_watch(struct windows *windows, const struct source_watch *watch);

#endif
