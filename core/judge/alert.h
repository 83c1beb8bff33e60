/* Alert: what a rule says of a dimension's readings, oldest first. */
#ifndef JUDGE_ALERT_H
#define JUDGE_ALERT_H

#include "drift/severity.h"
#include "judge/rule.h"

enum alert_state {
    ALERT_NORMAL,
    ALERT_PENDING,    /* the newest reading is bad, but there are too few of them */
    ALERT_RECOVERING, /* open, and the newest reading is good again */
    ALERT_FIRING,     /* open, and the newest reading is bad */
    ALERT_STATE_COUNT
};

struct alert {
    enum alert_state state;
    enum severity severity; /* SEVERITY_WARN, SEVERITY_DEGRADED; SEVERITY_ABSENT when normal */
    int64_t since_ms;       /* of the reading that opened it; of a pending one, where its bad
                               readings began; INT64_MIN: normal */
    uint32_t bad;           /* so many of the last readings that its rule looks at are bad */
    uint32_t of;            /* so many are there */
};

#define ALERT_NONE ((struct alert){.since_ms = INT64_MIN})

/* Returns "normal", "pending", "firing" or "recovering". */
const char *alert_state_name(enum alert_state state);

/* Returns true when it is firing or recovering. */
bool alert_is_open(const struct alert *alert);

#endif
