/* Advice: what the dimensions of a tenant say together, by an operator's rule of thumb: queries and
 * embeddings that drift together mean other users; embeddings and response quality without queries
 * the retriever, the index or the generator; the judge alone that its scores are worth nothing. One
 * bad report is rarely worth acting on. Where the rule does not fit exactly there is no advice. */
#ifndef JUDGE_ADVICE_H
#define JUDGE_ADVICE_H

#include "judge/verdict.h"

enum advice_kind {
    ADVICE_NONE,
    ADVICE_WAIT,     /* what is bad is so in too few reports for its rule */
    ADVICE_USERS,    /* they may be others, or ask something else */
    ADVICE_PIPELINE, /* retriever, index or generator may be another */
    ADVICE_JUDGE     /* it may be another */
};

struct advice {
    enum advice_kind kind;
    bool queries_unknown; /* ADVICE_PIPELINE: nothing says that queries do not drift, */
    bool judge;           /* ADVICE_USERS, ADVICE_PIPELINE: the judge drifts, too */
    uint32_t bad;         /* ADVICE_WAIT: so many reports, */
    uint32_t of;          /* of so many that the rule looks at */
};

/* Returns the advice for a tenant by the names of the shipped dimensions. A dimension is bad when
 * its alert fires, and well when it is ok; anything else of it is not known. Of a tenant that is
 * silent nothing is known. */
struct advice advice_of(const struct tenant_verdict *verdict);

#endif
