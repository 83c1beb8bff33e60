/* Question: what the newest RECENT_STATE entries of a tenant leave open, so that RECENT_MAX are
 * wanted to answer it: the record of gaps, since when, windows that are told again and again, and
 * how it was before an incident. */
#ifndef JUDGE_QUESTION_H
#define JUDGE_QUESTION_H

#include "judge/dimension_state.h"
#include "judge/verdict.h"

/* Returns true when a source should ask on to RECENT_MAX entries: the newest RECENT_STATE are here,
 * the stream holds more of them, and they leave something open at that moment. What does not change
 * it by itself is asked cheaply. */
bool question_is_open(const struct tenant *tenant, const struct judge_moment *moment);

/* Returns true when something is open of dimensions that are judged by the newest RECENT_STATE
 * entries; `silent` is the tenant. */
bool question_is_asked(const struct account *accounts, const struct dimension_state *states,
                       size_t count, bool silent);

#endif
