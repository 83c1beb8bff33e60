/* Listing sort: rows in the order of a listing, many at once. */
#ifndef JUDGE_LISTING_SORT_H
#define JUDGE_LISTING_SORT_H

#include "judge/listing.h"

/* A row that is to be put among the others. */
struct listing_entry {
    struct listing_place place;
    uint64_t name; /* see listing_name() */
    const struct tenant_verdict *verdict;
};

/* Makes room for so many entries in listing->entries. */
void listing_make_room(struct listing *listing, size_t count);

/* Returns a number below, equal to or above 0 as `a` comes before, is, or comes after `b`. */
int listing_entry_compare(const struct listing_entry *a, const struct listing_entry *b,
                          const struct listing_choice *choice);

/* Puts the first of listing->entries in the order of the listing. */
void listing_sort(struct listing *listing, size_t count);

#endif
