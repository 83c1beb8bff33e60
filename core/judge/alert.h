/* Alert: what the rules say of a dimension's readings. An alert opens and closes by known readings
 * alone: no data, no word of it at all, and silence do neither. */
#ifndef JUDGE_ALERT_H
#define JUDGE_ALERT_H

#include "drift/severity.h"
#include "judge/account.h"
#include "judge/rule.h"

enum alert_state {
    ALERT_NORMAL,
    ALERT_PENDING,    /* the newest reading is bad, but there are too few of them */
    ALERT_RECOVERING, /* open, and the newest reading is good again */
    ALERT_FIRING,     /* open, and the newest reading is bad */
    ALERT_STATE_COUNT
};

struct alert {
    enum alert_state state : 8;
    enum severity severity : 8; /* SEVERITY_WARN, SEVERITY_DEGRADED; SEVERITY_ABSENT when normal */
    uint16_t bad;               /* so many of the last readings that its rule looks at are bad */
    uint16_t of;                /* so many are there */
    int64_t since_ms; /* of the reading that opened it; of a pending one, where its bad readings
                         began; INT64_MIN: normal */
};

#define ALERT_NONE ((struct alert){.since_ms = INT64_MIN})

/* Returns "normal", "pending", "firing" or "recovering". */
const char *alert_state_name(enum alert_state state);

/* Returns the alert of a dimension: that of the highest level that is open. Readings of one window
 * are one, the newest of them, where `by_window` says so. */
struct alert alert_find(const struct account *account, const struct rules *rules, bool by_window);

/* Returns true when the windows of a sequence are told again and again, each of them, and roll:
 * then their readings are not as many as their reports. */
bool alert_by_window(const struct sequence *sequence);

/* Returns true when two entries that follow each other have the same window. */
bool alert_windows_repeat(const struct sequence *sequence);

/* Returns a number below, equal to or above 0 as `a` is less urgent than `b`, as urgent, or more:
 * the highest level that is open, firing before recovering, else pending. */
int alert_compare(const struct alert *a, const struct alert *b);

/* Returns true when it is firing or recovering. */
bool alert_is_open(const struct alert *alert);

#endif
