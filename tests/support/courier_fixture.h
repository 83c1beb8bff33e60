/* Courier fixture: messages to be brought, and a courier's queue without a loop: what it tells is
 * noted. */
#ifndef SUPPORT_COURIER_FIXTURE_H
#define SUPPORT_COURIER_FIXTURE_H

#include "route/courier_queue.h"

#define COURIER_EPOCH_MS INT64_C(1795000000000)

/* What was settled, in its order, one word each: "a1", "b2!" where it is a dead letter, "a3-" where
 * there was nothing to tell. */
struct courier_told {
    struct buffer settled;
    const void *refused; /* an owner of whom nothing may be sent */
    unsigned changes;
    struct courier_queue *queue; /* in which an opening that is refused is made up for; or NULL */
};

extern const struct courier_events courier_fixture_events;

/* Returns a destination of a kind with the kind's defaults. */
struct destination courier_fixture_destination(enum destination_kind kind);

/* Returns a message about the tenant and the dimension of the name: one letter for the owner, one
 * for the alert in it: "ax". `sequence` goes into its number, so that it is told as "a1". */
struct message *courier_fixture_message(const struct destination *destination, const char *name,
                                        enum edge edge, enum severity before, enum severity after,
                                        uint64_t sequence);

/* Returns the owner of that letter. */
const void *courier_fixture_owner(char letter);

/* Returns the clocks so many milliseconds after the beginning. */
struct courier_moment courier_fixture_at(int64_t ms);

#endif
