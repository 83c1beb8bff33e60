/* Order: what is worse, of dimensions as well as of tenants. Everything that is listed goes by it:
 * rank, how far from where it was, then the name. The worst is the first.
 *
 * The rank follows the alert and not the newest word, which may flip: what is firing or recovering
 * ranks as its severity, what is pending as ok; what has no data, is stale or silent as that. */
#ifndef JUDGE_ORDER_H
#define JUDGE_ORDER_H

#include "base/slice.h"
#include "judge/state.h"

/* What two of them are compared by. */
struct urgency {
    bool forgotten; /* after all others */
    enum state rank;
    double far; /* see far.h; of a tenant that of its worst dimension */
};

struct rank {
    struct urgency urgency;
    struct slice name;
};

/* Return a number below, equal to or above 0 as `a` comes before, with or after `b`. */

/* The more urgent rank first, then what is farther, in steps. */
int order_by_urgency(struct urgency a, struct urgency b);

/* The greater |z| first, an unknown one last. */
int order_by_distance(double a, double b);

/* By the bytes of the names. */
int order_by_name(struct slice a, struct slice b);

/* The one order: by urgency, then by name. */
int order_worst_first(struct rank a, struct rank b);

#endif
