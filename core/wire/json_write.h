/* JSON write: values as JSON text on one line, in UTF-8.
 *
 * What is written can be shown on a terminal as it is: controls and all other characters that
 * text_safe_character() does not let through are written as \uXXXX, which loses nothing. Bytes that
 * are no UTF-8 become U+FFFD. */
#ifndef WIRE_JSON_WRITE_H
#define WIRE_JSON_WRITE_H

#include "base/buffer.h"
#include "base/slice.h"

/* Appends a string with its quotes. */
void json_write_string(struct buffer *out, struct slice text);

/* Appends the shortest decimal that reads back as the same number; null for NaN and infinities. */
void json_write_number(struct buffer *out, double number);

/* Appends text that is JSON already, without the white space between its values; NaN and Infinity
 * become null. Text that is no JSON, or empty, becomes null as a whole. */
void json_write_json(struct buffer *out, struct slice json);

#endif
