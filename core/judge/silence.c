#include "config.h"

#include "judge/silence.h"

int64_t silence_after(int64_t interval_ms)
{
    if (interval_ms <= 0)
        return SILENT_AFTER_UNKNOWN_MS;
    if (interval_ms > INT64_MAX / SILENT_AFTER_INTERVALS)
        return INT64_MAX;
    int64_t after_ms = interval_ms * SILENT_AFTER_INTERVALS;
    return after_ms > SILENT_AFTER_MS ? after_ms : SILENT_AFTER_MS;
}

int64_t tenant_silent_after(const struct tenant *tenant)
{
    return silence_after(tenant_interval(tenant));
}
