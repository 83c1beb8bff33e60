/* Summary: what an operator is told about a tenant and its dimensions over a window: state, since
 * when, how far from the baseline. The one judgement that the screen, snapshot and alerts share.
 * The window's end is the moment of the judgement: reports after it are not seen, so a paused or
 * earlier view needs nothing else. */
#ifndef JUDGE_SUMMARY_H
#define JUDGE_SUMMARY_H

#include "drift/bucket.h"
#include "drift/tenant.h"
#include "judge/direction.h"
#include "judge/state.h"

/* A dimension missing from this many of the newest reports is stale. */
#define STALE_AFTER_REPORTS 3

#define DIMENSION_NONE SIZE_MAX

struct dimension_summary {
    size_t dimension; /* its index in the tenant */
    enum state state;
    enum severity severity; /* of the newest reading before the window's end */
    struct sample newest;   /* that reading; NaN where unknown, SAMPLE_ABSENT when there is none */
    int64_t newest_ms;      /* when that was; INT64_MIN when never: it does not exist yet */
    double change;          /* value - baseline, NaN where either is unknown */
    int64_t since_ms;     /* since when it is warn or worse, where an unknown reading and a hole are
                             no break; of a stale one its last reading; else INT64_MIN */
    bool since_before;    /* it was so already at the beginning of what is known, and the stream may
                             hold something before that */
    struct bucket window; /* statistics of the whole window */
};

struct tenant_summary {
    const struct tenant *tenant;
    enum state state; /* the worst of its dimensions, or silent, which hides them: whether it is
                         still so nobody knows */
    size_t worst;     /* dimension of greatest state, then |z|; DIMENSION_NONE */
    double worst_z;   /* its newest z, NaN where unknown */
    int64_t since_ms; /* of the worst dimension, or since when it is silent; else INT64_MIN */
    bool since_before;
    int64_t newest_ms; /* of the newest report at the window's end, be it a duplicate; INT64_MIN
                          when never */
    int64_t age_ms;    /* window end - newest_ms, at least 0; -1 when never */
    uint64_t reports;  /* readable ones in the window, without duplicates */
    size_t by_state[STATE_COUNT]; /* how many dimensions are in each; those that do not exist at the
                                     window's end are not counted */
};

/* Judges one tenant. Where its history is not loaded, the newest report alone is judged. A tenant
 * without any reading is empty when the source has looked and found nothing, else no data. */
void tenant_summarise(const struct tenant *tenant, struct time_range window,
                      struct tenant_summary *summary);

/* Judges one dimension. Where the history is not loaded, `window` counts the newest reading only.
 */
void dimension_summarise(const struct tenant *tenant, size_t dimension, struct time_range window,
                         struct dimension_summary *summary);

/* Returns the word for the severity of a dimension's newest reading where the producer used one
 * that is not known (raw bytes), else NULL. */
const char *dimension_unknown_word(const struct tenant *tenant,
                                   const struct dimension_summary *summary);

/* Returns that severity in words: the unknown word, else severity_name(). */
const char *dimension_severity_word(const struct tenant *tenant,
                                    const struct dimension_summary *summary);

/* Returns how many samples stand behind a dimension's newest reading, or SAMPLE_COUNT_UNKNOWN. */
uint64_t dimension_sample_count(const struct tenant *tenant,
                                const struct dimension_summary *summary);

#endif
