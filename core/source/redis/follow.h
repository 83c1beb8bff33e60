/* Follow: one XREAD over all streams with every refresh. Where it cannot be (one key spoils the
 * whole command, a cluster refuses keys of several slots, the right is missing), each stream is
 * asked on its own. */
#ifndef SOURCE_REDIS_FOLLOW_H
#define SOURCE_REDIS_FOLLOW_H

#include "source/redis/asker.h"

extern const struct asker_kind follow_asker;

#endif
