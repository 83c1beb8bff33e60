/* Operands: the words of the command line that are no options, as commands take them. Each function
 * stands in entries of commands; see struct command. */
#ifndef HEADLESS_OPERANDS_H
#define HEADLESS_OPERANDS_H

#include "headless/options.h"

/* "[SOURCE | FILE...]": a source, or files, folders and globs that together are one. */
bool operands_source(struct options *options, char **words, struct error *error);

/* "[SOURCE] [FILE...]", of which each may be left out. */
bool operands_files(struct options *options, char **words, struct error *error);

/* "[SOURCE]", which is a Redis. */
bool operands_server(struct options *options, char **words, struct error *error);

/* "[COMMAND]". */
bool operands_command(struct options *options, char **words, struct error *error);

#endif
