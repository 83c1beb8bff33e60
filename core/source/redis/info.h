/* Info: the server itself: how its clock stands to ours, and whether it may lose what is written
 * to it. INFO tells; where it is not permitted, nothing of it is known and all else goes on. */
#ifndef SOURCE_REDIS_INFO_H
#define SOURCE_REDIS_INFO_H

#include "source/redis/asker.h"

extern const struct asker_kind info_asker;

#endif
