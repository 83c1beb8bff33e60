/* Together: tenants that turned bad at about the same time, which several have in common, and what.
 * A function of the judged fleet, kept from one look to the next: what is told of the others stays.
 */
#ifndef JUDGE_TOGETHER_H
#define JUDGE_TOGETHER_H

#include "base/duration.h"
#include "judge/judgement.h"

#define TOGETHER_WITHIN (3 * MS_PER_MINUTE)
#define TOGETHER_LEAST 3 /* tenants; fewer are a coincidence */

/* A tenant that is bad or silent, and when it turned. */
struct turned_tenant {
    int64_t time_ms;
    const struct tenant_verdict *verdict;
    uint32_t number; /* of the tenant */
    bool bad;        /* not only silent */
};

/* Zero-initialised is empty and ready. */
struct together {
    struct turned_tenant *turns; /* of all tenants of which it is known, in order of time */
    size_t count;
    size_t capacity;
    uint8_t *turned; /* whether tenants are among them, by their numbers */
    size_t turned_capacity;
    size_t first; /* the most of them that turned within TOGETHER_WITHIN, of several the newest: */
    size_t members;          /* so many from here on; 0: there are not enough */
    struct time_range range; /* in which they turned, its end just after the last */
    bool silent;             /* every one of them is silent and not bad */
    struct slice common;     /* a dimension that is bad in all of them, or what the names of such
                                begin with up to a dot; raw bytes, empty: there is none */
    const struct judgement *judgement; /* NULL before the first time */
    uint64_t round;                    /* of the judgement */
};

/* Returns when a tenant turned bad, or silent where it is not bad; INT64_MIN: it did not, or that
 * was before what is known. */
int64_t tenant_turned(const struct tenant_verdict *verdict);

/* Brings it up to the judgement. It holds until that is renewed. */
void together_renew(struct together *together, const struct judgement *judgement);
void together_free(struct together *together);

#endif
