/* App: the dashboard on a terminal: one loop for the source, the keys, the clock and signals. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "headless/options.h"

extern const struct command dashboard_command;

/* Runs the dashboard until the operator leaves, and returns the exit status. Reasons for a failure
 * go to standard error, once the terminal is itself again. */
int app_run(const struct options *options);

#endif
