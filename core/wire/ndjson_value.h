/* NDJSON value: whether one value of a line, as JSON, is what its member must be. The text must be
 * one value that json_skip() took, and not null; `arena` is for what has to be unescaped. */
#ifndef WIRE_NDJSON_VALUE_H
#define WIRE_NDJSON_VALUE_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool value_is_any(struct slice json, struct arena *arena);
bool value_is_text(struct slice json, struct arena *arena);
bool value_is_name(struct slice json, struct arena *arena); /* a text that is not empty */

/* A number, or a text that is one; NaN and infinities are numbers that nobody knows. */
bool value_is_number(struct slice json, struct arena *arena);
bool value_is_count(struct slice json, struct arena *arena);

/* An array of texts, or one text that joins them. */
bool value_is_names(struct slice json, struct arena *arena);

/* "ms-seq" or milliseconds, as a text or a number; not 0-0, which is no ID. Milliseconds alone are
 * some since 1973: less is the number of something else. */
bool value_is_id(struct slice json, struct arena *arena);
bool value_is_milliseconds(struct slice json, struct arena *arena);

/* An end of a window in our own names: any text, which is shown as it is, or a time as a number. */
bool value_is_window_end(struct slice json, struct arena *arena);

/* A text or a number; one that is a time. */
bool value_is_time_like(struct slice json);
bool value_is_time(struct slice json, struct arena *arena);

/* An object or an array with two times, a start and an end; "start/end". */
bool value_is_window(struct slice json, struct arena *arena);
bool value_is_interval(struct slice json, struct arena *arena);

/* Returns the milliseconds of what value_is_id() or value_is_milliseconds() took. */
uint64_t value_ms(struct slice json, struct arena *arena);

/* Returns a text without quotes and escapes, and any other value as it is. */
struct slice value_content(struct slice json, struct arena *arena);

/* Return the bytes of a text, of the names in an array with one in between, of JSON. */
size_t value_text_size(struct slice json, struct arena *arena);
size_t value_names_size(struct slice json, struct arena *arena);
size_t value_json_size(struct slice json, struct arena *arena);

#endif
