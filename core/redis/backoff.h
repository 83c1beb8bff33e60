/* Backoff: how long to wait before the next try. */
#ifndef REDIS_BACKOFF_H
#define REDIS_BACKOFF_H

#include <stdint.h>

/* Returns between half and all of min, 2 min, 4 min … max for 0, 1, 2 … failures before this one;
 * `random` picks the place between the two, so that many clients of a server that comes back do not
 * all come at once. */
int64_t backoff_delay(unsigned failures, int64_t min_ms, int64_t max_ms, uint32_t random);

#endif
