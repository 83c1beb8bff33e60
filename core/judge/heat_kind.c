#include "config.h"

#include "judge/heat.h"

static const struct {
    enum severity severity;
    enum state state;
} heats[HEAT_COUNT] = {
    [HEAT_UNKNOWN] = {SEVERITY_ABSENT, STATE_EMPTY},
    [HEAT_NONE] = {SEVERITY_ABSENT, STATE_EMPTY},
    [HEAT_OK] = {SEVERITY_OK, STATE_OK},
    [HEAT_STALE] = {SEVERITY_ABSENT, STATE_STALE},
    [HEAT_NO_DATA] = {SEVERITY_NO_DATA, STATE_NO_DATA},
    [HEAT_SILENT] = {SEVERITY_ABSENT, STATE_SILENT},
    [HEAT_WARN] = {SEVERITY_WARN, STATE_WARN},
    [HEAT_DEGRADED] = {SEVERITY_DEGRADED, STATE_DEGRADED},
};

enum heat heat_of_severity(enum severity severity)
{
    enum heat heat = HEAT_DEGRADED;

    while (heat > HEAT_NONE && heats[heat].severity != severity)
        heat--;
    return heat;
}

enum heat heat_of_state(enum state state)
{
    enum heat heat = HEAT_DEGRADED;

    while (heat > HEAT_NONE && heats[heat].state != state)
        heat--;
    return state == STATE_SUPERSEDED ? HEAT_OK : heat;
}

enum state heat_state(enum heat heat)
{
    return heats[heat].state;
}

enum severity heat_severity(enum heat heat)
{
    return heats[heat].severity;
}
