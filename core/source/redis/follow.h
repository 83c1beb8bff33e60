/* Follow: one XREAD over all streams of a group with every refresh: of a node, a bounded number of
 * streams is asked for at a time, and no node waits for another. Where it cannot be (one key spoils
 * the whole command, the right is missing), each stream is asked on its own. */
#ifndef SOURCE_REDIS_FOLLOW_H
#define SOURCE_REDIS_FOLLOW_H

#include "source/redis/asker.h"

extern const struct asker_kind follow_asker;

#endif
