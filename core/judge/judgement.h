/* Judgement: every tenant of a fleet with its verdict, kept from one look to the next. Only those
 * are judged again that have changed, or whose verdict holds no longer by the clock. */
#ifndef JUDGE_JUDGEMENT_H
#define JUDGE_JUDGEMENT_H

#include "drift/fleet.h"
#include "judge/verdict.h"

/* An array of verdicts that are somebody else's. */
struct verdict_list {
    struct tenant_verdict **verdicts;
    size_t count;
    size_t capacity;
};

/* Zero-initialised is empty and ready. */
struct judgement {
    struct verdict_list all; /* of the fleet's tenants, in their order; each stays where it is */
    size_t counted;          /* tenants that are neither forgotten, nor unreadable, nor gone: */
    size_t by_state[STATE_COUNT];    /* how many of them are in each state, */
    size_t by_status[EXIT_STATUSES]; /* stand for each status, */
    size_t silent;                   /* and are silent, also those that are warn or degraded */
    size_t forgotten;                /* tenants, */
    size_t forgotten_bad;            /* of which so many were warn or degraded */
    size_t unreadable;
    size_t gone;
    size_t outdated; /* verdicts, also those: they are of another moment, or by other rules */
    struct verdict_list waiting; /* for their turn, from `served` on: not all are judged at once */
    size_t served;
    size_t at_once; /* how much is judged in one round, in entries; 0: whatever there is */
    struct {
        int64_t first_ms; /* the oldest of the last entries of those that are silent, */
        int64_t last_ms;  /* the newest, */
        int64_t after_ms; /* and the longest of their limits */
        bool known;
    } silence;
    bool stopped;                /* the whole fleet fell silent at once, */
    int64_t stopped_ms;          /* and this was its last entry */
    bool by_alert;               /* statuses follow the alerts */
    int64_t until_ms;            /* of the moment */
    uint64_t round;              /* of looks at the fleet */
    struct verdict_list judged;  /* in this round: their `round` is this one, and that of */
    struct verdict_list dropped; /* tenants that are gone: nothing of them may be used, and the next
                                    round frees them */
    const struct fleet *fleet;
    uint64_t revision;       /* of the fleet, at the last look */
    uint64_t removed;        /* tenants of it, ever, at the last look */
    uint64_t renamed;        /* of those that have another name, likewise */
    uint64_t attended;       /* revision of what verdicts say of being muted: see attention.h */
    struct time_range holds; /* at these moments every verdict does, as long as nothing comes */
};

/* Brings the judgement up to a moment, as far as `at_once` allows: who then still waits has the
 * verdict of before. It must always be the same fleet, and outlives the
 * judgement. */
void judgement_renew(struct judgement *judgement, const struct fleet *fleet,
                     const struct judge_moment *moment);

/* Returns whether somebody waits to be judged, so that another round is due at once. */
bool judgement_is_behind(const struct judgement *judgement);

/* Returns how many are not judged yet as of this moment and by these rules. */
size_t judgement_unjudged(const struct judgement *judgement);

/* Says that all is to be judged anew: the rules are others. */
void judgement_void(struct judgement *judgement);

void judgement_free(struct judgement *judgement);

/* Returns the verdict on the tenant of that name, or NULL. */
const struct tenant_verdict *judgement_find(const struct judgement *judgement, struct slice name);

/* Returns the status of a monitoring plug-in for the whole fleet; 3 (unknown) for an empty one. */
int judgement_exit_status(const struct judgement *judgement);

#endif
