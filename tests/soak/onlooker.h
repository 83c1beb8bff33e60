/* Onlooker: who sits in front of the dashboard, by seed: goes from tenant to tenant, from window to
 * window and from page to page, presses whatever there is, and leaves for a while. */
#ifndef SOAK_ONLOOKER_H
#define SOAK_ONLOOKER_H

#include "soak/world.h"

struct onlooker {
    int64_t back_ms;  /* until then nobody is there */
    uint64_t keys;    /* what was typed so far, */
    uint64_t tenants; /* of which to another tenant, */
    uint64_t windows; /* to another window, */
    uint64_t examinations;
};

/* May do something. */
void onlooker_act(struct onlooker *onlooker, struct world *world);

/* Leads a dashboard back to the fleet as it was in the beginning, and waits until it shows that. */
void onlooker_go_home(struct world *world, struct screen_user *user);

#endif
