/* Info: the servers themselves: how their clocks stand to ours, and whether they may lose what is
 * written to them. INFO tells; where it is not permitted, nothing of it is known and all else goes
 * on. */
#ifndef SOURCE_REDIS_INFO_H
#define SOURCE_REDIS_INFO_H

#include "source/redis/asker.h"

extern const struct asker_kind info_asker;

#endif
