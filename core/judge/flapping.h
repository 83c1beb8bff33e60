/* Flapping: a severity that changes again and again is one thing, and not as many as its changes.
 */
#ifndef JUDGE_FLAPPING_H
#define JUDGE_FLAPPING_H

#include "judge/account.h"

#define FLAPPING_CHANGES 4 /* so many of them are one event */
#define FLAPPING_APART 5   /* readings that the next change comes after, at most */

/* The newest time it did. Zero-initialised: it never did. */
struct flapping {
    bool is;
    bool current;      /* the last change was at most FLAPPING_APART readings ago */
    uint32_t changes;  /* of severity, from one reading to the next */
    uint32_t bad;      /* readings that were warn or worse, */
    uint32_t readings; /* of so many from the one before the first change to the last change */
    int64_t since_ms;  /* the first change, and the last one */
    int64_t last_ms;
    enum severity mildest;
    enum severity worst;
};

/* Returns how a dimension flapped last. */
struct flapping flapping_find(const struct account *account);

#endif
