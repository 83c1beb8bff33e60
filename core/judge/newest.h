/* Newest: what is told of a dimension's newest reading in words, and what the columns of a history
 * have no room for. */
#ifndef JUDGE_NEWEST_H
#define JUDGE_NEWEST_H

#include "judge/verdict.h"

/* Returns the word for its severity where the producer used one that is not known (raw bytes), else
 * NULL. */
const char *dimension_unknown_word(const struct tenant *tenant,
                                   const struct dimension_verdict *verdict);

/* Returns that severity in words: the producer's own where it has another one for it (raw bytes),
 * else severity_name(). */
const char *dimension_severity_word(const struct tenant *tenant,
                                    const struct dimension_verdict *verdict);

/* Returns how many samples stand behind it, or SAMPLE_COUNT_UNKNOWN. */
uint64_t dimension_sample_count(const struct tenant *tenant,
                                const struct dimension_verdict *verdict);

/* Returns its value - baseline, NaN where either is unknown. */
double dimension_change(const struct dimension_verdict *verdict);

#endif
