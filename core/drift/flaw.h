/* Flaw: what was wrong with reports that could be read all the same, counted by kind: nothing is
 * dropped without a trace. */
#ifndef DRIFT_FLAW_H
#define DRIFT_FLAW_H

#include "base/buffer.h"

#include <stdint.h>

/* In the order in which they are told. */
enum flaw {
    FLAW_UNKNOWN_SEVERITY,      /* a word of severity that nobody knows */
    FLAW_NUMBERS_AS_TEXT,       /* "0.91" where a number belongs; it is read */
    FLAW_NUMBERS_NOT_FINITE,    /* NaN, Infinity, beyond a double, or no number at all */
    FLAW_COUNTS_NOT_WHOLE,      /* 312.5, -1 or 1e30 samples */
    FLAW_UNREADABLE_DIMENSIONS, /* no object, or without a name */
    FLAW_NAMES_LEFT_OUT,        /* dimensions beyond TENANT_MAX_DIMENSIONS of a tenant */
    FLAW_DOUBLED_DIMENSIONS,    /* named twice in one report: the worse reading holds */
    FLAW_CONTRADICTORY_LISTS,   /* names in the lists that the dimensions contradict */
    FLAW_MISSING_FIELDS,        /* no times, no lists, no severity, no value key */
    FLAW_OVERSIZED,             /* names that were cut, metadata and dimensions left out */
    FLAW_COUNT
};

struct report_flaws {
    uint32_t count[FLAW_COUNT];
};

/* Returns the name in JSON and OpenMetrics: "numbers_as_text". */
const char *flaw_name(enum flaw flaw);

/* Appends a number of them in words: "60 numbers not finite", "1 missing field". */
void flaw_describe(enum flaw flaw, uint32_t count, struct buffer *out);

/* Adds `more` to `sum`. A counter stops at its greatest value. */
void report_flaws_add(struct report_flaws *sum, const struct report_flaws *more);

/* Appends the counters that are not 0 in words, with commas between them. */
void report_flaws_describe(const struct report_flaws *flaws, struct buffer *out);

/* Returns the sum of all counters. */
uint64_t report_flaws_total(const struct report_flaws *flaws);

#endif
