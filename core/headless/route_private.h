/* What the parts of `driftop route` share. */
#ifndef HEADLESS_ROUTE_PRIVATE_H
#define HEADLESS_ROUTE_PRIVATE_H

#include "headless/destinations.h"
#include "headless/errand.h"
#include "headless/options.h"
#include "route/mutes.h"

/* Each does one thing that route can be asked for, and returns the exit status. What goes wrong is
 * told on standard error. The list may be taken over, and is empty then. */
typedef int route_fn(const struct options *options, struct destination_list *list);

route_fn route_run, route_test, route_status, route_dead, route_mute, route_unmute, route_claim;

/* Read what is muted, and the time by the clock of Redis (ours where it does not say). */
bool route_read_mutes(struct errand *errand, struct mute_list *mutes, struct error *error);
bool route_read_clock(struct errand *errand, int64_t *now_ms, struct error *error);

/* Appends "acme/faithfulness until 16:00:00 UTC (2h): why, by ada@web1". */
void route_write_mute(const struct mute *mute, int64_t now_ms, enum time_zone zone,
                      struct buffer *out);

#endif
