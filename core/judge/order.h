/* Order: what is worse, of dimensions as well as of tenants. Everything that is listed goes by it:
 * state, then the distance from the baseline, then the name. The worst is the first. */
#ifndef JUDGE_ORDER_H
#define JUDGE_ORDER_H

#include "base/slice.h"
#include "judge/state.h"

/* What two of them are compared by. A tenant has the z of its worst dimension. */
struct urgency {
    enum state state;
    double z; /* NaN unknown */
};

struct rank {
    struct urgency urgency;
    struct slice name;
};

/* Return a number below, equal to or above 0 as `a` comes before, with or after `b`. */

/* The worse state first, then the greater |z|; an unknown one last. */
int order_by_urgency(struct urgency a, struct urgency b);

/* The greater |z| first, an unknown one last. */
int order_by_distance(double a, double b);

/* By the bytes of the names. */
int order_by_name(struct slice a, struct slice b);

/* The one order: by urgency, then by name. */
int order_worst_first(struct rank a, struct rank b);

#endif
