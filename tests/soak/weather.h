/* Weather: what befalls a server in the course of a day. */
#ifndef SOAK_WEATHER_H
#define SOAK_WEATHER_H

#include "soak/world.h"

struct weather {
    const struct bad_weather *now; /* NULL: it is fine */
    int64_t until_ms;
    uint64_t happened;
};

/* May begin or end something. */
void weather_change(struct weather *weather, struct world *world);

/* Ends what there is. */
void weather_clear(struct weather *weather, struct world *world);

#endif
