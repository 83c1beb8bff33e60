/* Upheaval: whatever can happen to the streams of a Redis besides new entries, by chance. */
#ifndef LIVE_UPHEAVAL_H
#define LIVE_UPHEAVAL_H

#include "support/dice.h"
#include "support/redis_server.h"

#include <stdint.h>

#define UPHEAVAL_TENANTS 5
#define UPHEAVAL_SPAN_MS 2400000 /* IDs lie in so much time from the base on */

struct upheaval {
    struct redis_server *server;
    struct dice dice;
    int64_t base_ms;
    char log[2048]; /* what was done since it was cleared, for a failure */
};

/* Fills the streams, for a beginning. */
void upheaval_begin(struct upheaval *upheaval);

/* Does one thing. */
void upheaval_strike(struct upheaval *upheaval);

/* Rewrites one entry in the middle of a stream under its ID, so that all that XINFO tells is as it
 * was. */
void upheaval_rewrite(struct upheaval *upheaval);

#endif
