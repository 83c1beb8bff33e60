/* Discovery: which streams there are. The keys are scanned one step at a time, so that neither side
 * is held up, and again every half minute; streams that are named need no scan. */
#ifndef SOURCE_REDIS_DISCOVERY_H
#define SOURCE_REDIS_DISCOVERY_H

#include "source/redis/asker.h"

extern const struct asker_kind discovery_asker;

#endif
