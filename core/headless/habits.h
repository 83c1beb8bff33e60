/* Habits: what is typed by people who know another program, or expect a usual word, and what it is
 * here. The answer is the command line to type. */
#ifndef HEADLESS_HABITS_H
#define HEADLESS_HABITS_H

#include "headless/options.h"

/* Looks for what another program would understand in a command line that driftop does not. Returns
 * true, and replaces the error with what to type, where that would be understood. */
bool habits_answer(const struct program *program, char **arguments, struct error *error);

/* Returns true when a command line says something that driftop understands, but otherwise: "-h"
 * with a host behind it. */
bool habits_mislead(const struct program *program, char **arguments);

#endif
