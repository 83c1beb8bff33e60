/* Command: the one list of Redis commands that driftop may send. A link is opened with one of the
 * sets, and whatever is not in it is refused here, before the network: the reading side cannot
 * write. */
#ifndef REDIS_COMMAND_H
#define REDIS_COMMAND_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

enum command_set {
    COMMANDS_READ, /* dashboard, snapshot, export, doctor */
    COMMANDS_SINK  /* those, XADD and what it needs */
};

/* Returns true when the set holds the command, or the command and subcommand (CLIENT SETNAME, XINFO
 * STREAM …). Case does not matter; without `argv_sizes` all arguments are strings. */
bool command_allowed(enum command_set set, size_t argc, const char *const *argv,
                     const size_t *argv_sizes);

/* Appends an allowed command in the Redis protocol. */
void command_format(size_t argc, const char *const *argv, const size_t *argv_sizes,
                    struct buffer *out);

#endif
