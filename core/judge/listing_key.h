/* Keys of a listing: numbers that say of most tenants which comes first, so that to compare two of
 * them nothing has to be looked up. */
#ifndef JUDGE_LISTING_KEY_H
#define JUDGE_LISTING_KEY_H

#include "judge/listing.h"

/* Returns a number that is smaller for a tenant that comes before another; of equal ones the order
 * is that of their names. The first `skip` bytes of all names are the same. */
uint64_t listing_key(const struct tenant_verdict *verdict, const struct listing_choice *choice,
                     size_t skip);

/* Returns a number that is smaller for one of those with the same key that comes before another, or
 * the same where more of their names has to be looked at. */
uint64_t listing_name_key(const struct tenant_verdict *verdict, const struct listing_choice *choice,
                          size_t skip);

/* Returns a number below, equal to or above 0 as `a` comes before, is, or comes after `b`. */
int listing_compare(const struct tenant_verdict *a, const struct tenant_verdict *b,
                    const struct listing_choice *choice);

#endif
