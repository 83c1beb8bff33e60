/* Route: `driftop route` brings alerts to where people are. */
#ifndef HEADLESS_ROUTE_H
#define HEADLESS_ROUTE_H

#include "headless/command.h"

extern const struct command route_command;

#endif
