/* Window progress: how much of what is being loaded has come, by the time that it covers. */
#ifndef SOURCE_REDIS_WINDOW_PROGRESS_H
#define SOURCE_REDIS_WINDOW_PROGRESS_H

#include "source/redis/window.h"

/* One more load begins. */
void window_progress_begin(struct windows *windows);

/* Counts what is known of a load by now. */
void window_progress_cover(struct windows *windows, struct stream *stream);

/* Writes it into the status. */
void window_progress_tell(const struct windows *windows);

#endif
