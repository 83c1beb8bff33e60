/* Command environment: what a command that is told of an alert sees of ours, and of the message. */
#ifndef ROUTE_COMMAND_ENVIRONMENT_H
#define ROUTE_COMMAND_ENVIRONMENT_H

#include "base/shell_split.h"
#include "route/message.h"

#define COMMAND_VARIABLE_MAX 1000 /* bytes of a text; the document has all of it */

/* Adds "NAME=VALUE" for each variable: PATH, HOME, LANG, LC_ALL, TZ, TMPDIR, CREDENTIALS_DIRECTORY
 * and all of DRIFTOP_ as they are here, and in their place those that say what the message is:
 * DRIFTOP_DESTINATION, DRIFTOP_EDGE, DRIFTOP_KIND, DRIFTOP_ID, DRIFTOP_KEY, DRIFTOP_ATTEMPT,
 * DRIFTOP_SUMMARY, and, "" where there is none, DRIFTOP_TENANT, DRIFTOP_DIMENSION,
 * DRIFTOP_SEVERITY, DRIFTOP_TEST (1), and DRIFTOP_SECRET as it is. Texts are safe for a terminal.
 * `secret` may be NULL. */
void command_environment(const struct message *message, const char *secret,
                         struct shell_words *environment);

#endif
