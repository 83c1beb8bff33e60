/* JSON spell: one number or string in the spelling of a style, where no writer puts it in its
 * place.
 */
#ifndef WIRE_JSON_SPELL_H
#define WIRE_JSON_SPELL_H

#include "wire/json_write.h"

/* Appends a string with its quotes. */
void json_append_string(struct buffer *out, const struct json_style *style, struct slice text);

/* The same for one that was read from JSON. A style that is not ASCII keeps its escapes where
 * they are all of it that is not plain. */
void json_append_scanned(struct buffer *out, const struct json_style *style,
                         const struct json_string *string, struct arena *arena);

/* Appends a number; null for NaN and infinities. */
void json_append_number(struct buffer *out, const struct json_style *style, double number);

#endif
