/* Route modes: what `driftop route` does: run on, or one thing and then exit. */
#ifndef HEADLESS_ROUTE_MODES_H
#define HEADLESS_ROUTE_MODES_H

#include "headless/options.h"

enum route_mode {
    ROUTE_RUN,
    ROUTE_ONCE,
    ROUTE_DRY_RUN,
    ROUTE_TEST,
    ROUTE_STATUS,
    ROUTE_DEAD,
    ROUTE_MUTE,
    ROUTE_UNMUTE,
    ROUTE_CLAIM
};

/* Finds what the options ask for. Returns false with ERROR_USAGE where that is two things at once,
 * or lacks something. */
bool route_mode_choose(const struct options *options, enum route_mode *mode, struct error *error);

#endif
