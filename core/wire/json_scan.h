/* JSON scan: reads JSON in one pass straight from the bytes, without a tree and without a copy.
 *
 * What it takes is what Python's json.loads() takes: RFC 8259, and NaN, Infinity and -Infinity as
 * numbers. Values nest at most JSON_MAX_DEPTH deep. The first mistake ends the scan: every function
 * then returns false, and `wrong` says why, at the byte `at`.
 *
 *     json_begin(&scan, text);
 *     if (json_open(&scan, JSON_OBJECT))
 *         while (json_member(&scan, &key))
 *             json_skip(&scan, &raw);
 *     return json_finish(&scan) || json_error(&scan, error);
 */
#ifndef WIRE_JSON_SCAN_H
#define WIRE_JSON_SCAN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/word.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define JSON_MAX_DEPTH 64

enum json_kind {
    JSON_NOTHING, /* the text ends here, or what follows begins no value */
    JSON_NULL,
    JSON_BOOLEAN,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* Only the functions below look inside, but for `wrong`. */
struct json_scan {
    const char *begin;
    const char *at;
    const char *end;
    const char *wrong; /* what is wrong at `at`, NULL while all is well */
    unsigned depth;
    bool opened; /* `at` stands right behind the bracket that json_open() took */
};

/* A string as it stands between its quotes. */
struct json_string {
    struct slice raw;
    bool escaped; /* it holds a backslash */
};

struct json_number {
    double value;     /* NaN for NaN, Infinity and what is beyond a double */
    uint64_t integer; /* the exact value, where it is a whole number that fits */
    bool is_integer;
};

/* Begins to read `text`, which must stay where it is. */
void json_begin(struct json_scan *scan, struct slice text);

/* enum json_kind by the first byte of a value. */
extern const unsigned char json_kinds[UCHAR_MAX + 1];

static inline void json_skip_space(struct json_scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r'))
        scan->at++;
}

/* Passes over white space and returns what kind of value begins here, by its first byte. */
static inline enum json_kind json_peek(struct json_scan *scan)
{
    json_skip_space(scan);
    return scan->at < scan->end ? (enum json_kind)json_kinds[(unsigned char)*scan->at]
                                : JSON_NOTHING;
}

/* Read one value of a kind that json_peek() told. */
bool json_read_string(struct json_scan *scan, struct json_string *string);
bool json_read_number(struct json_scan *scan, struct json_number *number);
bool json_read_double(struct json_scan *scan, double *value); /* for its value alone */

/* Read what nearly all values are, in a few steps: a number of at most 19 digits without an
 * exponent, a whole one of at most 7, null. Where something else stands at `at`, also white space,
 * or the text ends near, they return false and nothing has happened. */
bool json_read_plain(struct json_scan *scan, double *value);
bool json_read_plain_integer(struct json_scan *scan, uint64_t *integer);
static inline bool json_read_null(struct json_scan *scan)
{
    if (scan->end - scan->at < 4 || memcmp(scan->at, "null", 4) != 0)
        return false;
    scan->at += 4;
    return true;
}

/* Reads a number for its text alone, and tells whether a double can hold it. */
bool json_read_number_text(struct json_scan *scan, struct slice *text, bool *finite);

/* Reads a text that is one decimal number as people and other programs write it: "0.91", "+.5",
 * "5.", " 1e-3 " (blanks around it are passed over). Returns false for anything else, and for what
 * is beyond a double. */
bool json_number_of_text(struct slice text, struct json_number *number);

/* Reads any value, checks it and leaves its text in `raw` (may be NULL). */
bool json_skip(struct json_scan *scan, struct slice *raw);

/* Steps into the array or object that begins here. */
bool json_open(struct json_scan *scan, enum json_kind kind);

/* Step to the next element or member, and out of the array or object behind the last: they return
 * false there, and when something is wrong. The caller reads the value before it steps on. */
bool json_element(struct json_scan *scan);
bool json_member(struct json_scan *scan, struct json_string *key);

/* Steps to the next member where its text, from the end of the value before it to its colon (or to
 * the value, with the space before that), is the one that json_member() has passed over in the same
 * place of an object before. Otherwise it returns false and nothing has happened. */
static inline bool json_member_again(struct json_scan *scan, struct slice text)
{
    if ((size_t)(scan->end - scan->at) < text.size || !word_same(scan->at, text.data, text.size))
        return false;
    scan->at += text.size;
    scan->opened = false;
    return true;
}

/* Returns true when all was well and nothing follows. */
bool json_finish(struct json_scan *scan);

/* Records the first mistake; returns false. */
bool json_fail(struct json_scan *scan, const char *wrong);

/* Turns the mistake into an error of class ERROR_INPUT: "byte 17: …". Returns false. */
bool json_error(const struct json_scan *scan, struct error *error);

/* Returns the text of a string, copied into `arena`. Half a surrogate pair becomes what
 * UTF-8 would make of it, which is no UTF-8; bytes that are none stay as they are, and are made of
 * their spelling again (see json_bytes.h). */
struct slice json_text(const struct json_string *string, struct arena *arena);

/* The same, but the text lies where the string does when nothing in it was escaped. */
struct slice json_view(const struct json_string *string, struct arena *arena);

#endif
