/* Dashboard, inside: what its files hand to each other for a frame and for a key. */
#ifndef TUI_DASHBOARD_PRIVATE_H
#define TUI_DASHBOARD_PRIVATE_H

#include "dashboard.h"

/* Judges the fleet: that is, whoever has changed. */
void dashboard_judge(struct dashboard *dashboard, struct dashboard_clock clock);

/* Say where the rows of the listing stand; and those of the ranking, which is of that tenant, NULL
 * for none. By our clock. */
void dashboard_place_tenants(struct dashboard *dashboard, int64_t now_ms);
void dashboard_place_dimensions(struct dashboard *dashboard, const struct tenant_verdict *verdict,
                                int64_t now_ms);

/* Makes rows take their places anew with the next frame. */
void dashboard_arrange_anew(struct dashboard *dashboard);

/* Judges the fleet and fits the state to it. Returns what the views need. */
struct view dashboard_look(struct dashboard *dashboard, struct dashboard_clock clock);

/* Take a key; and what the mouse did, which is nothing unless the operator wants one. */
reaction_set dashboard_take_key(struct dashboard *dashboard, uint32_t key);
reaction_set dashboard_take_mouse(struct dashboard *dashboard, const struct input_event *event);

#endif
