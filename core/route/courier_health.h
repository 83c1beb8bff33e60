/* Courier health: whether a destination takes what it is brought, and when it is to be tried again.
 * For the courier alone. */
#ifndef ROUTE_COURIER_HEALTH_H
#define ROUTE_COURIER_HEALTH_H

#include "route/outlet.h"

#define COURIER_WAIT_MIN_MS 1000
#define COURIER_WAIT_MAX_MS (5 * INT64_C(60000))
#define COURIER_ASKED_MAX_MS (10 * INT64_C(60000)) /* of what a destination may ask for */

#define COURIER_LONG_MS 5000 /* a blip is shorter */

/* What a clock that never steps and the wall clock show at one moment. */
struct courier_moment {
    int64_t monotonic_ms;
    int64_t epoch_ms;
};

/* The last time when it was away, or is, epoch ms; since 0: it never was. */
struct courier_outage {
    int64_t since_ms;
    int64_t until_ms; /* INT64_MAX: it is away */
};

/* Zero-initialised is well. One try that fails may be the message's fault: only its owner waits
 * then. With the second one in a row the destination is away, or with one that took long, or that
 * asks for a long pause: it is tried with one message at a time, of one owner after the other, and
 * less and less often. */
struct courier_health {
    unsigned failures; /* rounds in a row; tries that are under way together are one */
    uint64_t round;
    int64_t retry_at_ms; /* monotonic; nothing is tried before */
    int64_t asked_at_ms; /* the same, as it asked for: also when another try went well */
    struct courier_moment first_failure;
    struct courier_outage outage;
    struct error error;
};

/* Notes that the destination is known to be away since then: it is to be tried at once. Where it
 * was found away already the earlier moment holds. */
void courier_health_note(struct courier_health *health, int64_t since_ms, const char *why);

/* Returns how long an owner is to wait after its message's try number `attempt`, counted from 1. */
int64_t courier_health_delay(unsigned attempt, uint32_t random);

/* A try that failed. */
struct courier_failure {
    uint64_t round; /* in which it began */
    int64_t took_ms;
    bool is_alone; /* there is no owner that could wait instead */
    const struct outcome *outcome;
};

/* Returns true when the destination is away from now on. */
bool courier_health_fail(struct courier_health *health, const struct courier_failure *failure,
                         struct courier_moment now, uint32_t random);

/* It gave an answer. Returns true when it was away. */
bool courier_health_mend(struct courier_health *health, struct courier_moment now);

bool courier_health_is_down(const struct courier_health *health);

/* Returns since when it is away (epoch); 0: it is not. */
int64_t courier_health_down_since(const struct courier_health *health);

/* Returns the moment (monotonic) before which nothing is tried; 0: there is none. */
int64_t courier_health_hold(const struct courier_health *health);

/* Forgets it: somebody wants a try now. */
void courier_health_hurry(struct courier_health *health);

#endif
