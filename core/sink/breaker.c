#include "config.h"

#include "sink/breaker.h"

#include "redis/backoff.h"

#define NO_LIMIT UINT64_MAX

struct breaker breaker_create(int64_t min_ms, int64_t max_ms)
{
    return (struct breaker){.state = BREAKER_CLOSED, .min_ms = min_ms, .max_ms = max_ms};
}

uint64_t breaker_allowance(struct breaker *breaker, int64_t now_ms)
{
    if (breaker->state == BREAKER_CLOSED)
        return NO_LIMIT;
    if (breaker->state == BREAKER_HALF_OPEN || now_ms < breaker->retry_at_ms)
        return 0;
    breaker->state = BREAKER_HALF_OPEN;
    return 1;
}

bool breaker_succeeded(struct breaker *breaker)
{
    bool changed = breaker->state == BREAKER_HALF_OPEN;

    /* While open, this is the late answer to something sent before the trouble: no proof. */
    if (breaker->state == BREAKER_OPEN)
        return false;
    breaker->state = BREAKER_CLOSED;
    breaker->failures = 0;
    breaker->woken = false;
    return changed;
}

bool breaker_failed(struct breaker *breaker, int64_t now_ms, uint32_t random)
{
    if (breaker->state == BREAKER_OPEN)
        return false;
    breaker->retry_at_ms =
        now_ms + backoff_delay(breaker->failures, breaker->min_ms, breaker->max_ms, random);
    breaker->failures++;
    breaker->state = BREAKER_OPEN;
    return true;
}

void breaker_wake(struct breaker *breaker, int64_t now_ms)
{
    if (breaker->state == BREAKER_CLOSED)
        return;
    breaker->state = BREAKER_OPEN;
    if (!breaker->woken)
        breaker->retry_at_ms = now_ms;
    breaker->woken = true;
}

const char *breaker_state_name(enum breaker_state state)
{
    static const char *const names[] = {
        [BREAKER_CLOSED] = "closed",
        [BREAKER_OPEN] = "open",
        [BREAKER_HALF_OPEN] = "half-open",
    };

    return names[state];
}
