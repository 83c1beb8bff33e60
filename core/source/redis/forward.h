/* Forward: a stream that is behind is read on from its cursor, page by page; when it is too far
 * behind, it is read anew. */
#ifndef SOURCE_REDIS_FORWARD_H
#define SOURCE_REDIS_FORWARD_H

#include "source/redis/asker.h"

extern const struct asker_kind forward_asker;

#endif
