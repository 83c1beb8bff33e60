/* Options check: what options say together, when each alone is right. For options.c. */
#ifndef HEADLESS_OPTIONS_CHECK_H
#define HEADLESS_OPTIONS_CHECK_H

#include "headless/options.h"

/* Looks at what was typed: the command has those options, and they go together. */
bool options_check_command_line(const struct options *options, struct error *error);

/* Looks at all that holds, whoever said it. */
bool options_check(const struct options *options, struct error *error);

#endif
