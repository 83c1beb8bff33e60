/* State: what an operator is told about a dimension or a tenant, and the status that a program ends
 * with because of it. */
#ifndef JUDGE_STATE_H
#define JUDGE_STATE_H

#include "drift/severity.h"

/* Ordered: the greater, the more urgent. */
enum state {
    STATE_OK,
    STATE_EMPTY, /* tenant: a stream without entries */
    STATE_STALE, /* dimension: missing from the newest reports */
    STATE_NO_DATA,
    STATE_WARN,
    STATE_SILENT, /* tenant: no report for three times its usual interval */
    STATE_DEGRADED,
    STATE_COUNT
};

/* Returns the word of JSON: "ok", "no_data", "stale". */
const char *state_name(enum state state);

/* Returns the state that a dimension's newest severity stands for. */
enum state severity_state(enum severity severity);

/* Returns the status of a monitoring plug-in: 0 ok, 1 warn, 2 degraded, 3 unknown (the rest). */
int state_exit_status(enum state state);

/* Returns the status to exit with for both: 2 before 1 before 3 before 0. */
int exit_status_worst(int a, int b);

#endif
