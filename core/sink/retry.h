/* Retry: when something that failed is tried again, after pauses that grow. A pure state machine:
 * time comes in as an argument. */
#ifndef SINK_RETRY_H
#define SINK_RETRY_H

#include "base/error.h"

#include <stdint.h>

/* Zero-initialised: nothing is wrong. Only retry.c writes it. */
struct retry {
    struct error error; /* why it failed; class ERROR_NONE: it did not */
    unsigned failures;  /* in a row */
    int64_t since_ms;   /* of the first of them */
    int64_t due_ms;     /* of the next try */
};

/* Returns true when it may be tried at `now_ms`. */
bool retry_is_due(const struct retry *retry, int64_t now_ms);

/* Tell the outcome of a try. Return true when that is news. */
bool retry_failed(struct retry *retry, const struct error *error, int64_t now_ms);
bool retry_succeeded(struct retry *retry);

#endif
