/* Options repeat: those of a command line once more, for another command. */
#ifndef HEADLESS_OPTIONS_REPEAT_H
#define HEADLESS_OPTIONS_REPEAT_H

#include "headless/options.h"

/* Appends " --NAME VALUE" for each option that says which streams are read and how they are judged,
 * that was given on the command line and that the command (a bit of enum command_set) has, too. The
 * source, the tenant, the time and the zone are for the caller to say. */
void options_repeat(const struct options *options, unsigned command, struct buffer *out);

#endif
