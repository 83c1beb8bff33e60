/* Option value: from the text behind an option to a member of struct options. */
#ifndef HEADLESS_OPTION_VALUE_H
#define HEADLESS_OPTION_VALUE_H

#include "headless/options_table.h"

/* Fills the member that the option stands for; `value` is NULL for a flag. Fails with what the
 * option takes. */
bool option_set(struct options *options, const struct option_spec *spec, const char *value,
                struct error *error);

#endif
