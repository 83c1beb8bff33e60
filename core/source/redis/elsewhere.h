/* Elsewhere: where nothing was found, whether there are streams of reports after all, and which
 * option shows them. The keys of the database are scanned, a bounded number of them, and the newest
 * entry of streams is looked at; of the other databases it is told how many keys they hold. */
#ifndef SOURCE_REDIS_ELSEWHERE_H
#define SOURCE_REDIS_ELSEWHERE_H

#include "source/redis/asker.h"

extern const struct asker_kind elsewhere_asker;

#endif
