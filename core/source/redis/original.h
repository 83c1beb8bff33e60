/* Original: one entry as it lies in its stream, for somebody who has opened it. */
#ifndef SOURCE_REDIS_ORIGINAL_H
#define SOURCE_REDIS_ORIGINAL_H

#include "source/redis/asker.h"

extern const struct asker_kind original_asker;

#endif
