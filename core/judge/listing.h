/* Listing: the fleet as a list of judged tenants, filtered and sorted the way the operator wants.
 */
#ifndef JUDGE_LISTING_H
#define JUDGE_LISTING_H

#include "drift/fleet.h"
#include "judge/summary.h"

enum sort { SORT_WORST, SORT_NAME, SORT_AGE, SORT_Z, SORT_COUNT };

struct listing_choice {
    enum sort sort;
    bool reversed;
    const char *filter; /* part of a name, without regard to case; "" for all */
};

/* Zero-initialised is empty and ready. */
struct listing {
    struct tenant_summary *rows;
    size_t count;
    size_t capacity;
    size_t by_state[STATE_COUNT]; /* of the whole fleet, whatever the filter */
    size_t fleet_count;
};

/* Judges every tenant over the window and lists those that pass the filter. Tenants that compare
 * equal are in order of their names, so that rows do not jump about. */
void listing_make(struct listing *listing, const struct fleet *fleet, struct time_range window,
                  const struct listing_choice *choice);
void listing_free(struct listing *listing);

/* Returns the row of the tenant, or listing->count. */
size_t listing_find(const struct listing *listing, const char *name);

/* Returns the row that matches what was typed of a name, counted from `skip` on: names that begin
 * with it come before those that contain it. Returns listing->count when there is none. */
size_t listing_match(const struct listing *listing, const char *part, size_t skip);

/* Returns how many rows contain `part`. */
size_t listing_count_matches(const struct listing *listing, const char *part);

#endif
