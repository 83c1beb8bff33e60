/* Recent: the newest entries of every stream, from which its tenant is judged: RECENT_STATE of them
 * as soon as the stream is met, and again when those that are held are not those of the stream any
 * more; and on to RECENT_MAX where they leave a question open. */
#ifndef SOURCE_REDIS_RECENT_H
#define SOURCE_REDIS_RECENT_H

#include "source/redis/asker.h"

extern const struct asker_kind recent_asker;

#endif
