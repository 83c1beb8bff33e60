/* Emit: reports from NDJSON into the streams, one line of input an entry. */
#ifndef HEADLESS_EMIT_H
#define HEADLESS_EMIT_H

#include "headless/command.h"

extern const struct command emit_command;

#endif
