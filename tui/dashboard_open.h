/* Opening a screen of the dashboard without a hand on the keys. */
#ifndef TUI_DASHBOARD_OPEN_H
#define TUI_DASHBOARD_OPEN_H

#include "dashboard.h"

/* Opens a screen and draws it: where Enter leads to it, about the first row of each screen on the
 * way, which is the worst; else as its key opens it in the fleet. Where there is nothing to open it
 * stays in front of that, and draws what is to be said there. */
void dashboard_open(struct dashboard *dashboard, const struct screen *screen,
                    struct dashboard_clock clock);

/* Appends in a few words what is on the screen: the screen, of which source, and when. */
void dashboard_title(const struct dashboard *dashboard, struct dashboard_clock clock,
                     struct buffer *out);

#endif
