/* Sequence: what a tenant's newest entries say, dimension by dimension, oldest first. Entries that
 * cannot be read, and those that repeat an earlier one of these, are arrivals and no reports. */
#ifndef JUDGE_SEQUENCE_H
#define JUDGE_SEQUENCE_H

#include "drift/tenant.h"

#define SEQUENCE_WORDS (RECENT_MAX / 64)

/* A bit for each report. */
struct report_set {
    uint64_t bits[SEQUENCE_WORDS];
};

struct sequence {
    const struct tenant *tenant;
    size_t first; /* of the entries, in the tenant's recent ones */
    size_t end;
    bool complete; /* nothing was ever before them */
    size_t count;  /* of the reports */
    struct sequence_report {
        struct stream_id id;
        int64_t start_ms; /* of its window; INT64_MIN unknown */
        size_t entry;     /* its number among the recent ones */
    } reports[RECENT_MAX];
    uint8_t *severities;      /* by dimension and report; SEVERITY_ABSENT: it is not named */
    struct report_set *named; /* of each dimension, the reports that name it */
};

/* Makes the sequence of the newest `depth` entries before entry `end`. To be freed. */
void sequence_make(struct sequence *sequence, const struct tenant *tenant, size_t end,
                   size_t depth);
void sequence_free(struct sequence *sequence);

/* Returns how many of the tenant's recent entries lie before a moment. */
size_t sequence_entries(const struct tenant *tenant, int64_t until_ms);

/* Returns the severity of a dimension in a report; SEVERITY_ABSENT: it does not name it. */
static inline enum severity sequence_severity(const struct sequence *sequence, size_t dimension,
                                              size_t report)
{
    return (enum severity)sequence->severities[dimension * sequence->count + report];
}

/* Returns all that the report says of it. */
struct recent_reading sequence_reading(const struct sequence *sequence, size_t dimension,
                                       size_t report);

/* Returns the time of a report. */
static inline int64_t sequence_time(const struct sequence *sequence, size_t report)
{
    return stream_id_time(sequence->reports[report].id);
}

/* Returns true when a report names the dimension; when any does. */
bool sequence_names(const struct sequence *sequence, size_t dimension, size_t report);
bool sequence_knows(const struct sequence *sequence, size_t dimension);

/* Returns true when two dimensions are alternatives: of one family (their names are alike up to the
 * last dot), both known, and never named by one report. Only these supersede each other: a
 * dimension that is lost beside its sister is lost. */
bool sequence_alternatives(const struct sequence *sequence, size_t a, size_t b);

#endif
