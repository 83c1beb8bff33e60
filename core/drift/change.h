/* Change: which tenants have changed, so that whoever looks at a fleet again looks only at those.
 */
#ifndef DRIFT_CHANGE_H
#define DRIFT_CHANGE_H

#include <stdint.h>

struct tenant;
struct changes;

/* The last change of one tenant. Zero-initialised it belongs to no fleet, and is not noted. */
struct change {
    struct changes *of;
    struct tenant *tenant;
    struct change *newer;
    struct change *older;
    uint64_t revision; /* of the fleet, with that change */
};

/* The tenants of a fleet in the order of their last change: whoever remembers a revision finds all
 * that changed after it in front. Zero-initialised is empty and ready; stays where it is while a
 * tenant is in it. */
struct changes {
    uint64_t revision; /* grows with every change that a view could show */
    struct change *newest;
};

/* Takes a tenant in, as the one that changed last, or out: both are a change. */
void change_join(struct changes *changes, struct change *change, struct tenant *tenant);
void change_leave(struct change *change);

/* Notes that the tenant has changed. */
void change_note(struct change *change);

#endif
