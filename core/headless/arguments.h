/* Arguments: options and words as they stand on a command line. */
#ifndef HEADLESS_ARGUMENTS_H
#define HEADLESS_ARGUMENTS_H

#include "headless/options.h"

/* Sets the options, and collects the words that are none: `words` has room for all of them and ends
 * with NULL then. */
bool arguments_take(char **arguments, struct options *options, char **words, struct error *error);

/* Returns true when the flag stands on the command line, also behind a mistake. */
bool arguments_have(char **arguments, const char *flag);

#endif
