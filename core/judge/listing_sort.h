/* Listing sort: rows in the order of a listing, many at once. */
#ifndef JUDGE_LISTING_SORT_H
#define JUDGE_LISTING_SORT_H

#include "judge/listing.h"

/* A row that is to be put among the others. */
struct listing_entry {
    struct listing_place place;
    uint64_t name; /* see listing_name_key(): of those that tie, names would have to be waited for
                      one by one, as they lie here and there in memory */
    const struct tenant_verdict *verdict;
};

/* Returns a number below, equal to or above 0 as `a` comes before, is, or comes after `b`. */
int listing_entry_compare(const struct listing_entry *a, const struct listing_entry *b,
                          const struct listing_choice *choice);

/* Sorts entries in the order of a listing, and returns where they are then: that may be another
 * array, and the one that was given is freed. The caller frees what is returned. */
struct listing_entry *listing_sort(struct listing_entry *entries, size_t count,
                                   const struct listing *listing);

#endif
