/* Transition: a tenant turned worse or better, by its alert, since one looked last. For whoever is
 * to be called: nothing is told of a tenant when it is seen first, nor of one that is muted, or
 * acknowledged and no worse than it was then. */
#ifndef JUDGE_TRANSITION_H
#define JUDGE_TRANSITION_H

#include "judge/attention.h"

#define TRANSITIONS_MAX 64 /* that wait to be told */

struct transition {
    char *tenant;
    char *dimension; /* the worst one; NULL: none is bad */
    enum state from; /* ok, warn, silent or degraded */
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
};

/* Follows a judgement that was just renewed. */
void transitions_follow(struct transitions *transitions, const struct judgement *judgement,
                        const struct attention *attention);

/* Takes out the oldest; the texts are the caller's to free. */
struct transition transitions_take(struct transitions *transitions);
void transition_free(struct transition *transition);

void transitions_free(struct transitions *transitions);

#endif
