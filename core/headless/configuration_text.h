/* Configuration text: names and values as they stand in a configuration file. Most stand there as
 * they are; one with blanks at its ends, with a character that means something there, or with one
 * that cannot be shown, stands in double quotes, within which \" \\ \; \t \n and \xHH stand for
 * a character. */
#ifndef HEADLESS_CONFIGURATION_TEXT_H
#define HEADLESS_CONFIGURATION_TEXT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

/* Returns true when the text can be printed as it stands, whatever the locale. */
bool configuration_is_plain(struct slice text);

/* Appends the text as it has to be written, as a name (in front of the '=') or as a value. */
void configuration_quote(const char *text, bool is_name, struct buffer *out);

/* Appends what the written text stands for. Returns false with the reason. */
bool configuration_unquote(const char *written, struct buffer *out, struct error *error);

#endif
