/* Question: what the newest RECENT_STATE entries of a tenant leave open, so that RECENT_MAX are
 * wanted to answer it. */
#ifndef JUDGE_QUESTION_H
#define JUDGE_QUESTION_H

#include "drift/tenant.h"

/* Returns true when a source should ask on to RECENT_MAX entries: the newest RECENT_STATE are here,
 * more of them may be there, and they leave something open. */
bool question_is_open(const struct tenant *tenant);

#endif
