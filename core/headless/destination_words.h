/* Destination words: how the settings of destinations are written, in a configuration and behind
 * options. Each returns false, and says what it takes, for anything else. */
#ifndef HEADLESS_DESTINATION_WORDS_H
#define HEADLESS_DESTINATION_WORDS_H

#include "headless/destination_draft.h"

/* Reads "warn" or "degraded". */
bool destination_severity_parse(const char *text, enum severity *severity, struct error *error);

/* Reads a duration from 10s on, or "off": 0. */
bool destination_repeat_parse(const char *text, int64_t *repeat_ms, struct error *error);

/* Reads "COUNT/DURATION", or "off". */
bool destination_limit_parse(const char *text, struct destination_limit *limit,
                             struct error *error);

/* Looks at "NAME=VALUE". */
bool destination_label_check(const char *text, struct error *error);

/* Looks at a name of a variable of the environment. */
bool destination_variable_check(const char *text, struct error *error);

/* Finds the kind of that name. */
bool destination_kind_parse(const char *text, enum destination_kind *kind, struct error *error);

#endif
