/* Severity: how bad a reading is, in the producer's judgement. It is trusted as written and never
 * recomputed from z: thresholds and directions are not on the wire. */
#ifndef DRIFT_SEVERITY_H
#define DRIFT_SEVERITY_H

/* Ordered: the greater, the worse. */
enum severity {
    SEVERITY_ABSENT, /* the report does not name the dimension: a hole, not zero and not ok */
    SEVERITY_OK,
    SEVERITY_NO_DATA, /* named and "ok", but without a value: not healthy, never green */
    SEVERITY_WARN,    /* also for a word that is not known, where no list says more */
    SEVERITY_DEGRADED
};

/* Returns the word of the wire and of JSON: "ok", "no_data", "warn", "degraded"; absent is "". */
const char *severity_name(enum severity severity);

#endif
