/* Configuration lines: from the text of a configuration file to its sections and entries. */
#ifndef HEADLESS_CONFIGURATION_LINES_H
#define HEADLESS_CONFIGURATION_LINES_H

#include "base/slice.h"
#include "headless/configuration_file.h"

/* Adds what stands in the text to the file. Returns false when a line is wrong; the others are
 * taken all the same. */
bool configuration_lines_take(struct configuration_file *file, struct slice text,
                              struct problems *problems);

#endif
