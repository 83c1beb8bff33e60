/* Check: what happened to a stream besides new entries. Reading on behind the cursor does not tell
 * that a stream was deleted and made again, trimmed in front of the reader, or had its last ID
 * moved; XINFO does. Those that somebody looks at are checked with every poll; the others in turn,
 * a few at a time, and all of them soon where one has become another or somebody asks. */
#ifndef SOURCE_REDIS_CHECK_H
#define SOURCE_REDIS_CHECK_H

#include "source/redis/asker.h"

extern const struct asker_kind check_asker;

#endif
