/* Transition: a tenant turned worse or better, by its alert, since one looked last. For whoever is
 * to be called: nothing is told of how tenants were at the beginning, nor of one that is muted, or
 * acknowledged and no worse than it was then. A tenant that comes later, and is bad, is told. Whose
 * stream is empty, or gone, or says nothing is not well for that. */
#ifndef JUDGE_TRANSITION_H
#define JUDGE_TRANSITION_H

#include "judge/attention.h"

#define TRANSITIONS_MAX 64 /* that wait to be told */

struct transition {
    char *tenant;
    char *dimension; /* the worst one; NULL: none is bad */
    enum state from; /* ok, warn, silent or degraded; empty of a tenant that is new */
    enum state to;
    int64_t time_ms; /* of its newest entry */
    bool rung;       /* the bell was, for this */
};

/* Zero-initialised is empty and ready. */
struct transitions {
    uint8_t *known; /* the state of each tenant, by its number, and 1; 0: it was not seen yet */
    size_t capacity;
    struct transition waiting[TRANSITIONS_MAX]; /* oldest first, one of each tenant */
    size_t count;
    uint64_t lost; /* for want of room */
    bool begun;    /* all that there was at the beginning is known */
};

/* Follows a judgement that was just renewed. With `all_known` all tenants that there are were found
 * and judged: the beginning is over. */
void transitions_follow(struct transitions *transitions, const struct judgement *judgement,
                        const struct attention *attention, bool all_known);

/* Takes out the oldest; the texts are the caller's to free. */
struct transition transitions_take(struct transitions *transitions);
void transition_free(struct transition *transition);

void transitions_free(struct transitions *transitions);

#endif
