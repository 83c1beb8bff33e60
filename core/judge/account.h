/* Account: what each report of a sequence says of one dimension, and the readings that are known of
 * it: its own, and those that follow from its alternatives. */
#ifndef JUDGE_ACCOUNT_H
#define JUDGE_ACCOUNT_H

#include "judge/sequence.h"

enum mention {
    MENTION_HOLE,    /* the report says nothing of it */
    MENTION_OWN,     /* its own reading */
    MENTION_OK,      /* alternatives of it came, and all that is known of them is ok */
    MENTION_NOTHING, /* alternatives of it came, and one of them is bad */
    MENTION_NO_DATA, /* alternatives of it came, all without data */
};

/* The readings that are known: ok, warn or degraded. */
struct known_readings {
    size_t count;
    bool any_bad;
    uint16_t reports[RECENT_MAX];
    uint8_t severities[RECENT_MAX]; /* enum severity */
};

struct account {
    const struct sequence *sequence;
    size_t dimension;
    uint8_t list[RECENT_MAX]; /* enum mention, by report */
    struct known_readings known;
};

/* The alternatives are those of `near`, which may be the sequence itself. */
void account_make(struct account *account, const struct sequence *sequence,
                  const struct sequence *near, size_t dimension);

/* Returns true when a report says that there is no data. */
bool account_no_data(const struct account *account, size_t report);

/* Returns the severity of the newest known reading, or SEVERITY_ABSENT. */
enum severity account_last_known(const struct account *account);

static inline bool severity_is_bad(enum severity severity)
{
    return severity >= SEVERITY_WARN;
}

#endif
