#include "config.h"

#include "redis/limits.h"

#include "base/duration.h"

struct redis_limits redis_limits_default(void)
{
    return (struct redis_limits){
        .resolve_ms = 5 * MS_PER_SECOND,
        .connect_ms = 3 * MS_PER_SECOND,
        .greet_ms = 5 * MS_PER_SECOND,
        .reply_ms = 5 * MS_PER_SECOND,
        .backoff_min_ms = 100,
        .backoff_max_ms = 5 * MS_PER_SECOND,
        .healthy_ms = 10 * MS_PER_SECOND,
        .idle_ms = MS_PER_SECOND / 2,
        .sentinels_ms = MS_PER_SECOND,
        .spare_ms = 5 * MS_PER_SECOND,
        .reply_bytes = 64 * 1024 * 1024,
        .reply_elements = 1024 * 1024,
        .reply_depth = 7,
    };
}
