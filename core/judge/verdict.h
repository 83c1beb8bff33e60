/* Verdict: what an operator is told about a tenant and its dimensions as of a moment: state, since
 * when, how far from the baseline. The one judgement that the screen, snapshot and alerts share.
 * Reports after the moment are not seen, so an earlier view needs nothing else. It does not depend
 * on the window that is looked at: for what lies in that see statistics.h. */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "drift/tenant.h"
#include "judge/order.h"
#include "judge/since.h"

/* How many usual intervals before its newest reading a dimension's recent state reaches back. */
#define RECENT_INTERVALS 3

struct dimension_verdict {
    size_t dimension; /* its index in the tenant */
    enum state state;
    enum state recent;      /* the worst of it and of what its last few readings said */
    enum severity severity; /* of the newest reading before the moment */
    bool since_before;    /* it was so already at the beginning of what is known, and the stream may
                             hold something before that */
    int64_t since_ms;     /* since when it is warn or worse, where an unknown reading and a hole are
                             no break; of a stale one its last reading; else INT64_MIN */
    int64_t newest_ms;    /* when the newest reading was */
    struct sample newest; /* that reading; NaN where unknown */
    struct since told;    /* what since_ms was made of */
};

/* Zero-initialised is empty and ready. */
struct tenant_verdict {
    const struct tenant *tenant;
    enum state state; /* the worst of its dimensions, or silent, which hides them: whether it is
                         still so nobody knows */
    bool since_before;
    int64_t since_ms;  /* of the worst dimension, or since when it is silent; else INT64_MIN */
    int64_t newest_ms; /* of the newest report at that moment, be it a duplicate; INT64_MIN when
                          never */
    struct dimension_verdict *dimensions; /* those that exist at that moment, the worst first */
    size_t dimension_count;
    size_t by_state[STATE_COUNT]; /* how many dimensions are in each */
    struct time_range holds; /* the moments at which all this is right as long as nothing comes */
    struct stream_id oldest; /* what was told is gone on with while what is known begins here, */
    uint64_t forgotten;      /* and was not read anew */
    uint64_t number;         /* of the tenant */
    uint64_t round;          /* see judgement.h */
};

/* Judges a tenant, going on with what `verdict` says of it. Where its history is not loaded, the
 * newest report alone is judged. A tenant without any reading is empty when the source has looked
 * and found nothing, else no data. */
void verdict_make(struct tenant_verdict *verdict, const struct tenant *tenant, int64_t moment_ms);
void verdict_free(struct tenant_verdict *verdict);

/* Returns the worst dimension, or NULL when there is none; and its z, NaN when there is none. */
const struct dimension_verdict *verdict_worst(const struct tenant_verdict *verdict);
double verdict_z(const struct tenant_verdict *verdict);

/* Returns the verdict on a dimension by its index in the tenant, or NULL: it does not exist at that
 * moment. */
const struct dimension_verdict *verdict_of(const struct tenant_verdict *verdict, size_t dimension);

/* Returns how old the newest report is at `moment_ms`, at least 0; -1 when there is none. */
int64_t verdict_age(const struct tenant_verdict *verdict, int64_t moment_ms);

/* Finds the newest report before a moment; false when there is none. */
bool tenant_last_report(const struct tenant *tenant, int64_t moment_ms, struct stream_id *id);

/* Returns how urgent a tenant is. */
struct urgency verdict_urgency(const struct tenant_verdict *verdict);

#endif
