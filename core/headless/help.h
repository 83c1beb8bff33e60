/* Help: what --help and the command of that name print, and the manual's part that is a table. */
#ifndef HEADLESS_HELP_H
#define HEADLESS_HELP_H

#include "headless/command.h"

#include <stdio.h>

extern const struct command help_command;

/* Prints `driftop --help` or `driftop COMMAND --help`. */
void help_print(const struct program *program, const struct command *command, FILE *out);

/* Prints the options of all commands as mdoc for the manual. */
void help_manual(const struct program *program, FILE *out);

/* Prints the sections of a configuration likewise. */
void help_sections(FILE *out);

/* Prints the checks of doctor, and its thresholds, likewise. */
void help_checks(FILE *out);
void help_thresholds(FILE *out);

#endif
