/* Newest: the newest entry of every stream: asked for as soon as the stream is known, and again
 * whenever reading on behind the cursor is not the way to it; and a few entries before that, which
 * tell the usual interval. */
#ifndef SOURCE_REDIS_NEWEST_H
#define SOURCE_REDIS_NEWEST_H

#include "source/redis/asker.h"

extern const struct asker_kind newest_asker;

#endif
