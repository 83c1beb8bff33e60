#include "config.h"

#include "sink/retry.h"

#include "redis/backoff.h"

#include <string.h>

#define PAUSE_MIN_MS 100
#define PAUSE_MAX_MS 5000
#define LONGEST 0 /* a disk has no crowd of clients that come back at once */

bool retry_is_due(const struct retry *retry, int64_t now_ms)
{
    return retry->failures == 0 || now_ms >= retry->due_ms;
}

bool retry_failed(struct retry *retry, const struct error *error, int64_t now_ms)
{
    bool news = retry->failures == 0 || strcmp(retry->error.text, error->text) != 0;

    if (retry->failures == 0)
        retry->since_ms = now_ms;
    retry->due_ms = now_ms + backoff_delay(retry->failures, PAUSE_MIN_MS, PAUSE_MAX_MS, LONGEST);
    retry->failures++;
    retry->error = *error;
    return news;
}

bool retry_succeeded(struct retry *retry)
{
    bool news = retry->failures > 0;

    *retry = (struct retry){0};
    return news;
}
