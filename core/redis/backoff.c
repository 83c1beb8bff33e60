#include "config.h"

#include "redis/backoff.h"

int64_t backoff_delay(unsigned failures, int64_t min_ms, int64_t max_ms, uint32_t random)
{
    int64_t delay = min_ms < max_ms ? min_ms : max_ms;

    if (delay <= 0)
        return 0;
    for (; failures > 0 && delay < max_ms; failures--)
        delay = delay > max_ms / 2 ? max_ms : delay * 2;
    return delay - (int64_t)(random % (uint64_t)(delay / 2 + 1));
}
