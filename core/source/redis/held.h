/* Held: the spans that windows have read. Those that nobody looks at any more stay until too many
 * are held, so that one can go to and fro. */
#ifndef SOURCE_REDIS_HELD_H
#define SOURCE_REDIS_HELD_H

#include "source/redis/streams.h"

/* Notes that a watch names the span at `end_ms`. Returns how many more spans are held then. */
size_t held_watch(struct stream *stream, int64_t end_ms, uint64_t watch);

/* Spans that have met are one. Returns how many fewer are held. */
size_t held_join(struct stream *stream);

/* Forgets the span at `end_ms`, also in the history; all of them, but not there. Return how many
 * fewer are held. */
size_t held_release(struct stream *stream, int64_t end_ms);
size_t held_drop(struct stream *stream);

/* The same of a stream that is about to be freed. */
size_t held_forget(struct stream *stream);

/* Finds the span that was watched longest ago, before the watch of that number. Returns its stream,
 * or NULL when there is none. */
struct stream *held_oldest(struct streams *streams, uint64_t watch, int64_t *end_ms);

#endif
