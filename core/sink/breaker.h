/* Breaker: a circuit breaker in front of a server that may be away, full or read-only.
 *
 * Closed, everything passes. A failure opens it: nothing passes until the time of the next try,
 * then one probe does (half-open). When the probe succeeds the breaker closes; when it fails, it
 * stays open for about twice as long. A pure state machine: time comes in as an argument. */
#ifndef SINK_BREAKER_H
#define SINK_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

/* Only breaker.c writes these. */
struct breaker {
    enum breaker_state state;
    int64_t min_ms; /* the first pause, and the longest */
    int64_t max_ms;
    unsigned failures; /* in a row */
    int64_t retry_at_ms;
    bool woken; /* since it was closed last */
};

/* Returns a closed breaker. */
struct breaker breaker_create(int64_t min_ms, int64_t max_ms);

/* Returns how many requests may be sent at `now_ms`: any number (UINT64_MAX), one probe, or none.
 * The probe counts as sent: the next call answers none until its outcome is known. */
uint64_t breaker_allowance(struct breaker *breaker, int64_t now_ms);

/* Tell the outcome of a request. Return true when the state changed. Failures of requests that were
 * under way when the breaker opened change nothing: they tell of the same trouble. `random` spreads
 * the pauses of many clients. */
bool breaker_succeeded(struct breaker *breaker);
bool breaker_failed(struct breaker *breaker, int64_t now_ms, uint32_t random);

/* The server showed a sign of life: unless closed, the next probe may go at once. A server that
 * shows it time and again, and fails the probes all the same, is believed once: until the breaker
 * has closed, probes go as the pauses let them. */
void breaker_wake(struct breaker *breaker, int64_t now_ms);

/* Returns the word for a state: "closed", "open", "half-open". */
const char *breaker_state_name(enum breaker_state state);

#endif
