/* State: what an operator is told about a dimension or a tenant, and the status that a program ends
 * with because of it. */
#ifndef JUDGE_STATE_H
#define JUDGE_STATE_H

#include "drift/severity.h"

/* Ordered as a tenant's state is the worst of its dimensions'. What comes first in a list goes by
 * state_urgency(). */
enum state {
    STATE_OK,
    STATE_SUPERSEDED, /* dimension: another one of its family came, or it has another name; counts
                         as ok */
    STATE_UNJUDGED,   /* tenant: its newest entries are not here yet */
    STATE_EMPTY,      /* tenant: a stream without entries */
    STATE_STALE,      /* dimension: it usually comes, and does not */
    STATE_NO_DATA,
    STATE_SILENT, /* tenant: no report for longer than usual */
    STATE_WARN,
    STATE_DEGRADED,
    STATE_COUNT
};

/* Returns how urgent a state is beside others, the greater the more: as they are ordered, but that
 * silence comes before warn. */
int state_urgency(enum state state);

#define EXIT_STATUSES 4 /* of a monitoring plug-in */

/* Returns the word of JSON: "ok", "no_data", "stale". */
const char *state_name(enum state state);

/* Returns the state that a dimension's newest severity stands for. */
enum state severity_state(enum severity severity);

/* Returns the status of a monitoring plug-in: 0 ok, 1 warn, 2 degraded, 3 unknown (the rest). */
int state_exit_status(enum state state);

/* Returns the status to exit with for both: 2 before 1 before 3 before 0. */
int exit_status_worst(int a, int b);

#endif
