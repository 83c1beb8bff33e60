/* Dimension verdict: all that is told of one dimension, from its evidence. */
#ifndef JUDGE_DIMENSION_VERDICT_H
#define JUDGE_DIMENSION_VERDICT_H

#include "judge/dimension_state.h"
#include "judge/verdict.h"

struct dimension_evidence {
    const struct account *near; /* by the newest RECENT_STATE entries */
    const struct account *far;  /* by those that were read */
    const struct dimension_state *state;
    const struct account *for_rules; /* what alerts are made from */
    bool by_window;                  /* see alert_find() */
};

/* What is `rare` of it is to be freed. */
struct dimension_verdict dimension_verdict_make(const struct dimension_evidence *evidence,
                                                const struct rule_book *rules);

#endif
