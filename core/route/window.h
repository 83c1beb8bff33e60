/* Window: the newest entries of a lane, from which it is judged. All windows of a router share a
 * budget: those that were not used for longest are given back, and read again when they are needed.
 */
#ifndef ROUTE_WINDOW_H
#define ROUTE_WINDOW_H

#include "drift/tenant.h"

struct route_lane;

struct window {
    struct route_lane *lane;
    struct tenant *tenant;
    size_t bytes; /* as it was measured last */
    struct window *older;
    struct window *newer;
};

/* Zero-initialised but for its budget. */
struct windows {
    size_t budget;
    size_t bytes;
    size_t count;
    struct window *oldest;
    struct window *newest;
};

struct window *window_create(struct windows *windows, struct route_lane *lane, struct slice name,
                             struct slice key);

/* It was used: it is measured anew, and the last one to go. */
void window_use(struct windows *windows, struct window *window);

/* Returns the one that is to be given back next, or NULL: all fit, or there is only one. */
struct window *window_surplus(const struct windows *windows);

void window_free(struct windows *windows, struct window *window);

#endif
