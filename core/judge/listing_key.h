/* Keys of a listing: numbers that say of most tenants which comes first, so that to compare two of
 * them nothing has to be looked up. */
#ifndef JUDGE_LISTING_KEY_H
#define JUDGE_LISTING_KEY_H

#include "judge/listing.h"

/* Returns eight bytes of a tenant's name, from the first one on that is not the same in all of
 * them, as a number: this is what is noted of a name. */
uint64_t listing_name(const struct tenant_verdict *verdict, size_t skip);

/* Returns a number that is smaller for a tenant that comes before another; of equal ones the order
 * is that of their names. `name` is what is noted of its own. */
uint64_t listing_key(const struct tenant_verdict *verdict, const struct listing_choice *choice,
                     uint64_t name);

/* Returns from what is noted of a name a number that is smaller for one of those with the same key
 * that comes before another, or the same where more of their names has to be looked at. */
uint64_t listing_tie_key(const struct listing_choice *choice, uint64_t name);

/* Returns a number below, equal to or above 0 as `a` comes before, is, or comes after `b`. */
int listing_compare(const struct tenant_verdict *a, const struct tenant_verdict *b,
                    const struct listing_choice *choice);

#endif
