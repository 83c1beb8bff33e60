/* Dimension state: how a dimension is by the newest entries: by its newest word, or because it does
 * not come any more. */
#ifndef JUDGE_DIMENSION_STATE_H
#define JUDGE_DIMENSION_STATE_H

#include "judge/presence.h"
#include "judge/state.h"

struct dimension_state {
    struct presence presence;
    size_t renamed; /* the dimension that it is called now, or SIZE_MAX */
    enum severity last_known;
    enum state state;
    enum state counts; /* as what it counts for the tenant */
    bool held;         /* bad when it was known last, and without data or stale now: it counts as
                          that. Neither hides an alarm */
};

/* Finds it; `far` is the record of its gaps. */
struct dimension_state dimension_state_find(const struct account *account,
                                            const struct account *far);

#endif
