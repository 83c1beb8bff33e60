/* Courier plan: what is sent in the place of what waits: net differences after a destination was
 * away for long, a digest where there is too much. For the courier alone. */
#ifndef ROUTE_COURIER_PLAN_H
#define ROUTE_COURIER_PLAN_H

#include "route/courier_health.h"
#include "route/courier_stand_in.h"

struct courier_plan {
    const struct destination *destination;
    struct stand_in *first; /* to be sent ahead of everything else, in this order */
    struct stand_in *last;
    bool has_late;        /* something waited while the destination was away, or may have */
    int64_t *posted_ms;   /* of the last messages, one more than a digest needs: a ring */
    size_t posted_count;  /* of all there ever were */
    int64_t digest_at_ms; /* monotonic; what waits becomes a digest then; 0: none is planned */
    bool is_hurried;      /* at once, that is */
    bool is_combed;       /* there is nothing for a digest in what waits */
};

/* Whoever keeps alerts open by their keys gets no digest: it would be held open by none of theirs.
 */
void courier_plan_init(struct courier_plan *plan, const struct destination *destination);
void courier_plan_free(struct courier_plan *plan);

/* Notes that a message was posted. */
void courier_plan_count(struct courier_plan *plan, const struct message *message,
                        const struct courier_outage *outage, struct courier_moment now);

/* Makes what is to be sent in the place of others at this moment. Returns the moment (monotonic)
 * until which everything waits for a digest; 0 where nothing does. */
int64_t courier_plan_make(struct courier_plan *plan, struct owners *owners,
                          const struct courier_outage *outage, struct courier_moment now);

/* Returns the first one that may go now, as nothing else of its owner is under way, or NULL. */
struct stand_in *courier_plan_next(const struct courier_plan *plan, const struct owners *owners);

/* Takes it off. */
void courier_plan_take(struct courier_plan *plan, struct stand_in *stand_in);

/* Gives the plan up, as something has changed. */
void courier_plan_drop(struct courier_plan *plan, const struct owners *owners);

/* The same where something in it stands for parcels of an owner. */
void courier_plan_drop_owner(struct courier_plan *plan, const struct owners *owners,
                             const struct owner *owner);

#endif
