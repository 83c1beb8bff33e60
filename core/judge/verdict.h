/* Verdict: what an operator is told about a tenant and its dimensions: state, since when, how far
 * from where it was, and what the rules say of it. The one judgement that the screen, snapshot and
 * alerts share. It is a function of the tenant's recent entries, of rules and a clock, and does not
 * depend on what is loaded of the history or on what is looked at: for that see statistics.h. */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "drift/tenant.h"
#include "judge/alert.h"
#include "judge/flapping.h"
#include "judge/not_back.h"
#include "judge/order.h"
#include "judge/since.h"

#define DIMENSION_NONE UINT16_MAX

/* As of when a judgement is made, and by which rules. */
struct judge_moment {
    int64_t now_ms;   /* by the clock of the source */
    int64_t until_ms; /* entries from here on are not seen: a moment in the past, also of a
                         recording; INT64_MAX: all that is in the stream counts, also an ID ahead of
                         the clock */
    const struct rule_book *rules; /* NULL: RULE_BOOK_DEFAULT */
};

/* Live, by the standard rules. */
#define JUDGE_LIVE_AT(time_ms) ((struct judge_moment){.now_ms = (time_ms), .until_ms = INT64_MAX})

/* What there is to tell of few dimensions. */
struct dimension_rare {
    struct not_back not_back;
    struct flapping flapping;
};

/* There is one for each dimension of each tenant: it is kept small. */
struct dimension_verdict {
    uint16_t dimension;    /* its index in the tenant */
    uint16_t other;        /* the dimension by which it is superseded, or (`renamed`) what it is
                              called now; DIMENSION_NONE */
    uint16_t missing;      /* from so many of the newest reports */
    enum state state : 8;  /* by its newest word */
    enum state counts : 8; /* as what it counts for the tenant: a held one as bad, a superseded one
                              as ok */
    enum state rank : 8;   /* for the order, which follows the alert: see order.h */
    enum severity severity : 8; /* of its newest reading */
    bool held;                  /* bad when it was known last, and now without data or stale */
    bool renamed;
    int64_t newest_ms;      /* when that was */
    struct sample newest;   /* that reading; NaN where unknown */
    double far;             /* how far from where it was when all was well, in spreads; 0 to 99 */
    struct since since;     /* in that state */
    struct since bad_since; /* warn or worse; also of a held one */
    struct alert alert;
    struct dimension_rare *rare; /* NULL: nothing of it; see dimension_rare() */
};

/* Zero-initialised is empty and ready. */
struct tenant_verdict {
    const struct tenant *tenant;
    enum state state;   /* the worst of what its dimensions count as; see also `silent` */
    bool silent;        /* beside the state: of one that is neither warn nor degraded it is the
                           state */
    bool forgotten;     /* silent for so long that nobody asks any more: it counts nowhere */
    bool unreadable;    /* it has entries, and none of them is a report: told, but no tenant */
    bool gone;          /* its stream is: it has a row for a while, and counts nowhere */
    enum state rank;    /* for the order */
    double far;         /* of the worst dimension */
    struct since since; /* in that state */
    struct since bad_since;
    struct alert alert; /* the worst of its dimensions' */
    int64_t newest_ms;  /* of its newest entry; INT64_MIN when never */
    struct stream_id newest_id;
    int64_t usual_ms;                     /* from one report to the next; 0 unknown */
    int64_t silent_after_ms;              /* its newest entry */
    bool question;                        /* more entries than are here would tell more */
    struct dimension_verdict *dimensions; /* the worst first */
    size_t dimension_count;
    uint16_t by_state[STATE_COUNT]; /* how many dimensions are in each */
    struct time_range holds; /* the moments at which all this is right as long as nothing comes */
    struct stream_id oldest; /* of the entries that it was made from */
    uint64_t number;         /* of the tenant */
    uint64_t round;          /* see judgement.h */
    bool muted;              /* see attention.h */
    bool waits;              /* to be judged again */
    bool outdated;           /* it is of another moment, or by other rules */
};

/* Judges a tenant in place of what `verdict` said of it. */
void verdict_make(struct tenant_verdict *verdict, const struct tenant *tenant,
                  const struct judge_moment *moment);
void verdict_free(struct tenant_verdict *verdict);

/* Returns the worst dimension, or NULL when there is none; and its z, NaN when there is none. */
const struct dimension_verdict *verdict_worst(const struct tenant_verdict *verdict);
double verdict_z(const struct tenant_verdict *verdict);

/* Returns the verdict on a dimension by its index in the tenant, or NULL: it does not exist at that
 * moment. */
const struct dimension_verdict *verdict_of(const struct tenant_verdict *verdict, size_t dimension);

/* Returns what there is to tell of a dimension beside the rest; where it is nothing, that neither
 * is so. */
const struct dimension_rare *dimension_rare(const struct dimension_verdict *verdict);

/* Returns how old the newest entry is at `moment_ms`, at least 0; -1 when there is none. */
int64_t verdict_age(const struct tenant_verdict *verdict, int64_t moment_ms);

/* Returns how urgent a tenant is. */
struct urgency verdict_urgency(const struct tenant_verdict *verdict);

/* Returns true when it counts as a tenant of its state: it is neither forgotten, nor
 * unreadable, nor gone. */
bool verdict_counts(const struct tenant_verdict *verdict);

/* Returns the status of a monitoring plug-in that it stands for: by its state, or by its alert. */
int verdict_exit_status(const struct tenant_verdict *verdict, bool by_alert);

#endif
