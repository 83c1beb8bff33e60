#include "config.h"

#include "route/courier_health.h"

#include "redis/backoff.h"

void courier_health_note(struct courier_health *health, int64_t since_ms, const char *why)
{
    if (courier_health_is_down(health)) {
        if (since_ms < health->outage.since_ms)
            health->outage.since_ms = since_ms;
        return;
    }
    health->failures = 2;
    health->outage = (struct courier_outage){since_ms, INT64_MAX};
    error_set(&health->error, ERROR_RETRY, "%s", why);
}

int64_t courier_health_delay(unsigned attempt, uint32_t random)
{
    return backoff_delay(attempt > 0 ? attempt - 1 : 0, COURIER_WAIT_MIN_MS, COURIER_WAIT_MAX_MS,
                         random);
}

static void wait_as_asked(struct courier_health *health, int64_t asked_ms, int64_t now_ms)
{
    int64_t until_ms = now_ms + (asked_ms < COURIER_ASKED_MAX_MS ? asked_ms : COURIER_ASKED_MAX_MS);

    if (asked_ms > 0 && until_ms > health->asked_at_ms)
        health->asked_at_ms = until_ms;
}

static bool is_long(const struct courier_failure *failure)
{
    return failure->took_ms > COURIER_LONG_MS || failure->outcome->retry_after_ms > COURIER_LONG_MS;
}

/* Tries that were under way together fail once. */
static bool is_counted(struct courier_health *health, const struct courier_failure *failure,
                       struct courier_moment now)
{
    if (failure->round != health->round)
        return false;
    health->round++;
    health->failures++;
    if (health->failures == 1)
        health->first_failure = now;
    return true;
}

static int64_t failing_since(const struct courier_health *health, struct courier_moment now)
{
    return health->failures > 0 ? health->first_failure.epoch_ms : now.epoch_ms;
}

bool courier_health_fail(struct courier_health *health, const struct courier_failure *failure,
                         struct courier_moment now, uint32_t random)
{
    const struct outcome *outcome = failure->outcome;
    bool was_down = courier_health_is_down(health);

    health->error = outcome->error;
    wait_as_asked(health, outcome->retry_after_ms, now.monotonic_ms);
    bool counted = is_counted(health, failure, now);
    if (!was_down && (health->failures > 1 || is_long(failure)))
        health->outage = (struct courier_outage){failing_since(health, now), INT64_MAX};
    bool is_down = courier_health_is_down(health);
    if (counted && (is_down || failure->is_alone) && outcome->retry_after_ms <= 0)
        health->retry_at_ms = now.monotonic_ms + courier_health_delay(health->failures, random);
    return is_down && !was_down;
}

bool courier_health_mend(struct courier_health *health, struct courier_moment now)
{
    bool was_down = courier_health_is_down(health);

    health->failures = 0;
    health->retry_at_ms = 0;
    health->error = (struct error){0};
    if (was_down)
        health->outage.until_ms = now.epoch_ms;
    return was_down;
}

bool courier_health_is_down(const struct courier_health *health)
{
    return health->outage.until_ms == INT64_MAX;
}

int64_t courier_health_down_since(const struct courier_health *health)
{
    return courier_health_is_down(health) ? health->outage.since_ms : 0;
}

int64_t courier_health_hold(const struct courier_health *health)
{
    return health->retry_at_ms > health->asked_at_ms ? health->retry_at_ms : health->asked_at_ms;
}

void courier_health_hurry(struct courier_health *health)
{
    health->retry_at_ms = 0;
    health->asked_at_ms = 0;
}
