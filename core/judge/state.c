#include "config.h"

#include "judge/state.h"

/* What there is to know of each state. */
static const struct {
    const char *name;
    int exit_status;
    int urgency;
} states[STATE_COUNT] = {
    [STATE_OK] = {"ok", 0, 0},
    [STATE_SUPERSEDED] = {"superseded", 0, 0},
    [STATE_UNJUDGED] = {"not_judged", 3, 1},
    [STATE_EMPTY] = {"empty", 3, 2},
    [STATE_STALE] = {"stale", 3, 3},
    [STATE_NO_DATA] = {"no_data", 3, 4},
    [STATE_WARN] = {"warn", 1, 5},
    [STATE_SILENT] = {"silent", 3, 6},
    [STATE_DEGRADED] = {"degraded", 2, 7},
};

const char *state_name(enum state state)
{
    return states[state].name;
}

enum state severity_state(enum severity severity)
{
    switch (severity) {
    case SEVERITY_OK:
        return STATE_OK;
    case SEVERITY_WARN:
        return STATE_WARN;
    case SEVERITY_DEGRADED:
        return STATE_DEGRADED;
    case SEVERITY_NO_DATA:
        return STATE_NO_DATA;
    case SEVERITY_ABSENT:
        break;
    }
    return STATE_STALE;
}

int state_urgency(enum state state)
{
    return states[state].urgency;
}

int state_exit_status(enum state state)
{
    return states[state].exit_status;
}

/* Of a plug-in's statuses, 3 (unknown) is less urgent than 1 and 2. */
static int exit_status_rank(int status)
{
    switch (status) {
    case 2:
        return 3;
    case 1:
        return 2;
    case 0:
        return 0;
    default:
        return 1;
    }
}

int exit_status_worst(int a, int b)
{
    return exit_status_rank(a) >= exit_status_rank(b) ? a : b;
}
