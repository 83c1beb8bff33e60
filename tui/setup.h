/* Setup: what the options say of a dashboard, on a terminal or not. */
#ifndef TUI_SETUP_H
#define TUI_SETUP_H

#include "dashboard.h"
#include "headless/options.h"
#include "theme.h"

/* Fills in what the options say, for a window that they name; one that ends at a given time stands
 * still. What is looked at, and the keys, are left to the caller. The options are borrowed. */
void setup_dashboard(const struct options *options, struct time_range window,
                     struct dashboard_setup *setup);

/* Loads the theme that the options name, else the first. Returns false with the reason. */
bool setup_theme(const struct options *options, struct theme *theme, struct error *error);

/* Returns a sentence why there is no Redis to examine, NULL where there is one. */
const char *setup_unexaminable(const struct options *options);

#endif
