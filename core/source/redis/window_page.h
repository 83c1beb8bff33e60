/* Window page: how a window is read: newest first, in turn for all that is watched, so that every
 * tenant has its first page early. */
#ifndef SOURCE_REDIS_WINDOW_PAGE_H
#define SOURCE_REDIS_WINDOW_PAGE_H

#include "source/redis/streams.h"

#define WINDOW_PAGE_ENTRIES 500

/* Begins a load: behind what its span knows already, or at its end. */
void window_page_begin(struct stream *stream);

/* Returns true when a page of a load can be asked for now. */
bool window_page_can_ask(const struct stream *stream);

/* Asks for it. Returns false when the connection is not up. */
bool window_page_ask(struct stream *stream);

#endif
