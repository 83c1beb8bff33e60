#include "config.h"

#include "judge/alert.h"

const char *alert_state_name(enum alert_state state)
{
    static const char *const names[ALERT_STATE_COUNT] = {
        [ALERT_NORMAL] = "normal",
        [ALERT_PENDING] = "pending",
        [ALERT_RECOVERING] = "recovering",
        [ALERT_FIRING] = "firing",
    };

    return names[state];
}

bool alert_is_open(const struct alert *alert)
{
    return alert->state >= ALERT_RECOVERING;
}
