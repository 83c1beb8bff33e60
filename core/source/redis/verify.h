/* Verify: whether the history that is held is still what the stream holds. An entry in the middle
 * of a stream that was written anew under its ID is seen by nothing else; when somebody asks to see
 * what is new, what is looked at is read again and compared, and stands on the screen meanwhile. */
#ifndef SOURCE_REDIS_VERIFY_H
#define SOURCE_REDIS_VERIFY_H

#include "source/redis/asker.h"

extern const struct asker_kind verify_asker;

#endif
