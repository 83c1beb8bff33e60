/* Severity and state: how bad a reading is, in the producer's judgement, and what an operator is
 * told about a dimension or a tenant. Severity is trusted as written and never recomputed from z:
 * thresholds and directions are not on the wire. */
#ifndef DRIFT_SEVERITY_H
#define DRIFT_SEVERITY_H

#include "base/slice.h"

#include <stdbool.h>

/* Ordered: the greater, the worse. */
enum severity {
    SEVERITY_ABSENT, /* the report does not name the dimension: a hole, not zero and not ok */
    SEVERITY_OK,
    SEVERITY_NO_DATA, /* named and "ok", but without a value: not healthy, never green */
    SEVERITY_WARN,    /* also for any word that is not known */
    SEVERITY_DEGRADED
};

/* Ordered: the greater, the more urgent. */
enum state {
    STATE_OK,
    STATE_EMPTY, /* tenant: a stream without entries */
    STATE_STALE, /* dimension: missing from the newest reports */
    STATE_NO_DATA,
    STATE_WARN,
    STATE_SILENT, /* tenant: no report for three times its usual interval */
    STATE_DEGRADED
};

#define STATE_COUNT 7

/* Reads ok, warn or degraded without case; `*known` (may be NULL) tells whether it was one. */
enum severity severity_parse(struct slice word, bool *known);

/* Return the words of the wire and of JSON: "ok", "no_data", "warn", "degraded"; absent is "". */
const char *severity_name(enum severity severity);
const char *state_name(enum state state);

/* Returns the letter that stands for a state or severity where there is no room for a word:
 * D, W, O, N, T (stale), S (silent), E (empty), and '.' for absent. */
char severity_letter(enum severity severity);
char state_letter(enum state state);

/* Returns the state that a dimension's newest severity stands for. */
enum state severity_state(enum severity severity);

/* Returns the status of a monitoring plug-in: 0 ok, 1 warn, 2 degraded, 3 unknown (the rest). */
int state_exit_status(enum state state);

/* Returns the status to exit with for both: 2 before 1 before 3 before 0. */
int exit_status_worst(int a, int b);

#endif
