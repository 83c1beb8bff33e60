/* Pauses: whether a tenant that seems silent pauses as it does every day: what was there around the
 * same time on the days before. Asked of silent tenants only, and again when the answer has run
 * out.
 */
#ifndef SOURCE_REDIS_PAUSES_H
#define SOURCE_REDIS_PAUSES_H

#include "source/redis/asker.h"

extern const struct asker_kind pauses_asker;

#endif
