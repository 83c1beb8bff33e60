/* Route post: messages to one destination, one after the other, for a command that sends and ends.
 */
#ifndef HEADLESS_ROUTE_POST_H
#define HEADLESS_ROUTE_POST_H

#include "headless/errand.h"
#include "route/outlet.h"

struct route_post {
    struct errand *errand;
    struct outlet *outlet;
    bool is_done;
    bool is_closed;
    struct outcome outcome;
    struct buffer answer;
};

/* Opens the outlet. Returns false with the reason where it can never work. To be closed in any
 * case. */
bool route_post_open(struct route_post *post, struct errand *errand,
                     const struct destination *destination, struct error *error);

/* Sends one and waits for what comes of it. Returns false with why the destination did not take
 * it, and what it said. */
bool route_post_send(struct route_post *post, struct message *message, struct error *error);

void route_post_close(struct route_post *post);

#endif
