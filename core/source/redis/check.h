/* Check: what happened to a stream besides new entries. Reading on behind the cursor does not tell
 * that a stream was deleted and made again, trimmed in front of the reader, or had its last ID
 * moved; XINFO does. Streams are checked when somebody asks, and in turn, a few with every poll. */
#ifndef SOURCE_REDIS_CHECK_H
#define SOURCE_REDIS_CHECK_H

#include "source/redis/asker.h"

extern const struct asker_kind check_asker;

#endif
