/* JSON write: values as JSON text, in one of three spellings.
 *
 *     struct json_writer json = {.out = &out, .style = &json_compact};
 *     json_write_open(&json, JSON_OBJECT);
 *     json_write_key(&json, "z_score");
 *     json_write_number(&json, -4.2);
 *     json_write_close(&json, JSON_OBJECT);
 *
 * Commas, colons and line breaks are the writer's; that every array and object is closed, and every
 * member has a key, is the caller's. Whatever the style, what is written is valid JSON and can be
 * shown on a terminal as it is: controls and all other characters that text_safe_character() does
 * not let through are written as \uXXXX, and bytes that are no UTF-8 as json_bytes.h says, so that
 * different texts are written differently. Python's style writes half a surrogate pair as it is. */
#ifndef WIRE_JSON_WRITE_H
#define WIRE_JSON_WRITE_H

#include "base/buffer.h"
#include "base/slice.h"
#include "wire/json_scan.h"

#include <stdint.h>
#include <string.h>

/* How JSON is spelled. */
struct json_style {
    struct slice comma; /* between two values */
    struct slice colon; /* behind a key */
    int indent;         /* columns that a level goes in, one value a line; 0: all on one line */
    bool ascii;         /* what is not ASCII is escaped, and \n and the like have their letters */
    const char *whole;  /* behind a floating-point number without a fraction */
    double fixed_end;   /* from here on such a number has an exponent */
};

extern const struct json_style json_compact; /* UTF-8, no space, 312 */
extern const struct json_style json_python;  /* as json.dumps(): ASCII, ", ", ": ", 312.0 */
extern const struct json_style json_pretty;  /* for people: as compact, a value a line */

/* Text on its way out; the first two members are set, the others begin as zero. */
struct json_writer {
    struct buffer *out;
    const struct json_style *style;
    int depth;   /* arrays and objects that are open */
    bool filled; /* something stands in front of the next value of the innermost */
    bool keyed;  /* its key does */
};

/* Begin and end a value of kind JSON_ARRAY or JSON_OBJECT. */
void json_write_open(struct json_writer *json, enum json_kind kind);
void json_write_close(struct json_writer *json, enum json_kind kind);

/* Begins a member; the key is written as it is, so it holds nothing that must be escaped. */
void json_write_name(struct json_writer *json, struct slice key);

/* The same; the size of a literal is known when this is compiled. */
static inline void json_write_key(struct json_writer *json, const char *key)
{
    json_write_name(json, (struct slice){key, strlen(key)});
}

/* Write one value. A text without data is null. */
void json_write_string(struct json_writer *json, struct slice text);
void json_write_unsigned(struct json_writer *json, uint64_t number);
void json_write_signed(struct json_writer *json, int64_t number);
void json_write_null(struct json_writer *json);

/* The shortest decimal that reads back as the same number; null for NaN and infinities. */
void json_write_number(struct json_writer *json, double number);

/* Text that is JSON already, spelled anew but for its numbers; NaN and Infinity become null. Text
 * that is no JSON, or empty, becomes null as a whole. */
void json_write_json(struct json_writer *json, struct slice text);

/* Text that is known to be one value, or several with what parts them, as it is. */
void json_write_raw(struct json_writer *json, struct slice text);

#endif
