/* Text: UTF-8 from outside, made safe for a terminal, a CSV file and a log.
 *
 * Tenants, dimensions and metadata come from other programs and may hold escape sequences, C1
 * controls, newlines, bidirectional overrides or invalid UTF-8. What leaves through text_safe()
 * cannot act on a terminal: every such character is shown as U+FFFD, or as '?' where the locale has
 * no UTF-8. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define TEXT_REPLACEMENT 0xFFFDu

/* Reads the first character of `text` (not empty) into `*character` and returns its length in
 * bytes, 1 to 4. Bytes that are no valid UTF-8 (also overlong forms and surrogates) give
 * TEXT_REPLACEMENT and length 1. */
size_t text_decode(struct slice text, uint32_t *character);

/* Writes a character as UTF-8 and returns the number of bytes, 1 to 4. */
size_t text_encode(uint32_t character, char out[4]);

/* Returns the character, or TEXT_REPLACEMENT when it is a control (C0, DEL, C1), a bidirectional or
 * other invisible formatting character, a private or unassigned one. */
uint32_t text_safe_character(uint32_t character);

/* Returns the number of columns (0, 1 or 2) that a safe character takes. Depends on LC_CTYPE;
 * ambiguous ones take 1. Combining characters take 0. */
int text_character_width(uint32_t character);

/* Returns true when the locale (LC_CTYPE) can write UTF-8. */
bool text_locale_is_utf8(void);

/* Appends `text` made safe. With `ascii`, and always where the locale has no UTF-8, whatever is not
 * printable ASCII becomes '?'. A combining character without one before it is replaced too. */
void text_safe(struct buffer *out, struct slice text, bool ascii);

/* Writes `text` made safe as a string into `size` bytes (at least 1); what has no room is left out,
 * a whole character at a time. */
void text_safe_copy(char *out, size_t size, struct slice text);

/* Appends `text` made safe, cut with an ellipsis ("…" or "~") or padded to exactly `columns`. */
void text_fit(struct buffer *out, struct slice text, int columns, bool ascii);

/* Returns the columns that `text` takes once it is made safe (without `ascii`). */
int text_width(struct slice text);

#endif
