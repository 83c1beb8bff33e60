/* Presence: whether a dimension still comes, by its own record. */
#ifndef JUDGE_PRESENCE_H
#define JUDGE_PRESENCE_H

#include "judge/account.h"

#define STALE_AFTER_GAPS 3      /* missing for so many usual gaps */
#define GAPS_ENOUGH 4           /* so many are known that one long one is no habit */
#define RENAMED_AFTER_REPORTS 3 /* it was there so often before it is called another name */

/* Of a dimension that the sequence knows. */
struct presence {
    size_t newest;   /* the newest report that says something of it */
    size_t own;      /* the newest one that names it */
    size_t missing;  /* reports since `newest` */
    bool superseded; /* what `newest` says is an alternative's */
    bool stale;
};

/* Returns the usual gap, in reports, from one report that says something of it to the next: the
 * longest, or the second longest where many are known; 0 unknown. */
size_t presence_usual_gap(const struct account *account);

/* Finds whether it comes; `far` is the record of its gaps. */
struct presence presence_find(const struct account *account, const struct account *far);

/* Returns the dimension that it is called now, or SIZE_MAX: it was in every report up to one, at
 * least three, and not bad; since the next one come as many new names as left for good with it. */
size_t presence_renamed(const struct account *account, const struct presence *presence);

#endif
