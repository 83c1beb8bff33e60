/* Listing: the judged fleet as somebody wants to see it, filtered and sorted. It is kept from one
 * look to the next: tenants that were judged again are put into their places, the others stay. */
#ifndef JUDGE_LISTING_H
#define JUDGE_LISTING_H

#include "base/buffer.h"
#include "judge/filter.h"
#include "judge/judgement.h"
#include "judge/marks.h"
#include "judge/together.h"

enum sort { SORT_WORST, SORT_NAME, SORT_AGE, SORT_Z, SORT_COUNT };

struct listing_choice {
    enum sort sort;
    bool reversed;
    const char *filter;       /* see filter.h; one that cannot be read lists nobody; "" for all */
    const struct marks *only; /* nobody but these; NULL: no matter. It outlives the listing */
    struct time_range turned; /* nobody but who turned bad in it; its end is 0: no matter */
    uint64_t attended;        /* revision of attention.h: who is muted stands behind all others */
};

/* Where a row stands in the order, and whose it is. */
struct listing_place {
    uint64_t key;  /* see listing_key.h */
    size_t number; /* of the tenant */
};

/* Zero-initialised is empty and ready. */
struct listing {
    const struct tenant_verdict **rows;
    struct listing_place *places; /* of the rows */
    size_t count;
    size_t capacity;
    size_t place_capacity;
    const struct judgement *judgement; /* what is listed; NULL before the first time */
    struct listing_choice choice;      /* its filter is a copy */
    struct filter filter;              /* what that means */
    bool readable;                     /* it means something */
    uint64_t marked;                   /* revision of choice.only */
    uint64_t round;                    /* of the judgement */
    uint8_t *members;                  /* whether tenants are listed, by their numbers */
    size_t member_capacity;
    uint64_t *names; /* by the same numbers, of those that are listed: see listing_name() */
    size_t name_capacity;
    struct listing_entry *entries; /* room in which rows are sorted, and as much again: to ask the
                                      system for it each time takes a third of a sort */
    struct listing_entry *spare;
    size_t entry_capacity;
    struct buffer beginning; /* of all names that were ever listed */
    bool begun;              /* there was one */
    struct {
        const struct tenant_verdict **rows; /* that were not listed before the last renewal, in
                                               order */
        size_t count;
        size_t capacity;
    } arrived;
    bool parted; /* somebody is listed no longer since, or all was made anew: who arrived is not
                    known then */
};

/* Lists the tenants that pass the filter. Those that compare equal are in order of their names, so
 * that rows do not jump about. It holds until the judgement is renewed. */
void listing_renew(struct listing *listing, const struct judgement *judgement,
                   const struct listing_choice *choice);
void listing_free(struct listing *listing);

/* Returns the worst of those that are listed, however they are sorted; NULL: none is. */
const struct tenant_verdict *listing_worst(const struct listing *listing);

/* Returns the row of the tenant, or of a verdict of the judgement, or listing->count. */
size_t listing_find(const struct listing *listing, const char *name);
size_t listing_row(const struct listing *listing, const struct tenant_verdict *verdict);

/* Returns whether the tenant of a verdict of the judgement is listed. */
bool listing_has(const struct listing *listing, const struct tenant_verdict *verdict);

/* Returns the tenant that matches what was typed of a name, counted from `skip` on: one that has
 * just this name comes first, then those whose names begin with it, then those that contain it, and
 * of each those that are listed, in their order, before those that are not. Returns NULL when there
 * is none. `*count` is how many names contain it, listed or not. */
const struct tenant_verdict *listing_match(const struct listing *listing, const char *part,
                                           size_t skip, size_t *count);

#endif
