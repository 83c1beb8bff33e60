/* Newest: how a stream is met: what the server says of a new one, which leads to its newest entries
 * (see recent.h), and the newest entry of one that is known, whenever it is not certain that
 * reading on behind the cursor is the way. */
#ifndef SOURCE_REDIS_NEWEST_H
#define SOURCE_REDIS_NEWEST_H

#include "source/redis/asker.h"

extern const struct asker_kind newest_asker;

#endif
