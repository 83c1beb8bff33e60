#include "config.h"

#include "wire/json_scan.h"

#include "base/word.h"

void json_begin(struct json_scan *scan, struct slice text)
{
    /* Pointers are compared and subtracted from here on, which NULL does not allow. */
    const char *begin = text.size > 0 ? text.data : "";

    *scan = (struct json_scan){.begin = begin, .at = begin, .end = begin + text.size};
}

bool json_fail(struct json_scan *scan, const char *wrong)
{
    if (scan->wrong == NULL)
        scan->wrong = wrong;
    scan->end = scan->at; /* for whoever goes on, the text ends here */
    return false;
}

bool json_error(const struct json_scan *scan, struct error *error)
{
    return error_set(error, ERROR_INPUT, "byte %zu: %s", (size_t)(scan->at - scan->begin),
                     scan->wrong);
}

/* Passes over white space and returns the byte that follows, NUL at the end: it begins nothing. */
static inline char next_byte(struct json_scan *scan)
{
    json_skip_space(scan);
    return scan->at < scan->end ? *scan->at : '\0';
}

const unsigned char json_kinds[UCHAR_MAX + 1] = {
    ['"'] = JSON_STRING,  ['{'] = JSON_OBJECT,  ['['] = JSON_ARRAY,  ['n'] = JSON_NULL,
    ['t'] = JSON_BOOLEAN, ['f'] = JSON_BOOLEAN, ['-'] = JSON_NUMBER, ['N'] = JSON_NUMBER,
    ['I'] = JSON_NUMBER,  ['0'] = JSON_NUMBER,  ['1'] = JSON_NUMBER, ['2'] = JSON_NUMBER,
    ['3'] = JSON_NUMBER,  ['4'] = JSON_NUMBER,  ['5'] = JSON_NUMBER, ['6'] = JSON_NUMBER,
    ['7'] = JSON_NUMBER,  ['8'] = JSON_NUMBER,  ['9'] = JSON_NUMBER,
};

/* Returns the first byte that plain text in a string does not hold: a quote, a backslash, a control
 * character. Eight bytes are looked at together. */
static inline const char *plain_text_end(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word = word_load(at);
        uint64_t special = word_below(word, 0x20) | word_equal(word, '"') | word_equal(word, '\\');
        if (special != 0)
            return at + word_first(special);
        at += 8;
    }
    while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
        at++;
    return at;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Passes over the escape sequence that begins here. */
static bool skip_escape(struct json_scan *scan)
{
    size_t left = (size_t)(scan->end - scan->at);

    if (left >= 2 && scan->at[1] != '\0' && strchr("\"\\/bfnrt", scan->at[1]) != NULL) {
        scan->at += 2;
        return true;
    }
    if (left >= 6 && scan->at[1] == 'u' && is_hex(scan->at[2]) && is_hex(scan->at[3]) &&
        is_hex(scan->at[4]) && is_hex(scan->at[5])) {
        scan->at += 6;
        return true;
    }
    return json_fail(scan, "invalid escape in a string");
}

/* Goes on with a string behind what is plain at its front. */
static bool read_escaped(struct json_scan *scan)
{
    while (scan->at < scan->end && *scan->at != '"') {
        if (*scan->at != '\\')
            return json_fail(scan, "control character in a string");
        if (!skip_escape(scan))
            return false;
        scan->at = plain_text_end(scan->at, scan->end);
    }
    return scan->at < scan->end || json_fail(scan, "the string has no end");
}

bool json_read_string(struct json_scan *scan, struct json_string *string)
{
    if (next_byte(scan) != '"')
        return json_fail(scan, "expected a string");

    const char *begin = ++scan->at;
    scan->at = plain_text_end(begin, scan->end);
    string->escaped = scan->at == scan->end || *scan->at != '"';
    if (string->escaped && !read_escaped(scan))
        return false;
    string->raw = (struct slice){begin, (size_t)(scan->at - begin)};
    scan->at++;
    return true;
}

static bool skip_word(struct json_scan *scan, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, word, size) != 0)
        return json_fail(scan, "expected a value");
    scan->at += size;
    return true;
}

bool json_open(struct json_scan *scan, enum json_kind kind)
{
    if (next_byte(scan) != (kind == JSON_OBJECT ? '{' : '['))
        return json_fail(scan, kind == JSON_OBJECT ? "expected an object" : "expected an array");
    if (scan->depth == JSON_MAX_DEPTH)
        return json_fail(scan, "nested too deeply");
    scan->at++;
    scan->depth++;
    scan->opened = true;
    return true;
}

/* Passes over the comma before the next value, or over the closing bracket. */
static inline bool step(struct json_scan *scan, char closing, const char *expected)
{
    bool first = scan->opened;
    char next = next_byte(scan);

    scan->opened = false;
    if (next == closing) {
        scan->at++;
        scan->depth--;
        return false;
    }
    if (first)
        return next != '\0' || json_fail(scan, "the text ends too early");
    if (next != ',')
        return json_fail(scan, scan->at == scan->end ? "the text ends too early" : expected);
    scan->at++;
    return true;
}

bool json_element(struct json_scan *scan)
{
    return step(scan, ']', "expected ',' or ']'");
}

bool json_member(struct json_scan *scan, struct json_string *key)
{
    if (!step(scan, '}', "expected ',' or '}'") || !json_read_string(scan, key))
        return false;
    if (next_byte(scan) != ':')
        return json_fail(scan, "expected ':'");
    scan->at++;
    return true;
}

static bool skip_array(struct json_scan *scan)
{
    if (!json_open(scan, JSON_ARRAY))
        return false;
    while (json_element(scan)) {
        if (!json_skip(scan, NULL))
            return false;
    }
    return scan->wrong == NULL;
}

static bool skip_object(struct json_scan *scan)
{
    struct json_string key;

    if (!json_open(scan, JSON_OBJECT))
        return false;
    while (json_member(scan, &key)) {
        if (!json_skip(scan, NULL))
            return false;
    }
    return scan->wrong == NULL;
}

/* Calls itself through arrays and objects, at most JSON_MAX_DEPTH times. */
static bool skip_value(struct json_scan *scan, enum json_kind kind)
{
    struct json_string string;
    struct json_number number;

    switch (kind) {
    case JSON_STRING:
        return json_read_string(scan, &string);
    case JSON_NUMBER:
        return json_read_number(scan, &number);
    case JSON_NULL:
        return skip_word(scan, "null");
    case JSON_BOOLEAN:
        return skip_word(scan, *scan->at == 't' ? "true" : "false");
    case JSON_ARRAY:
        return skip_array(scan);
    case JSON_OBJECT:
        return skip_object(scan);
    case JSON_NOTHING:
        break;
    }
    return json_fail(scan, scan->at == scan->end ? "the text ends too early" : "expected a value");
}

bool json_skip(struct json_scan *scan, struct slice *raw)
{
    enum json_kind kind = json_peek(scan);
    const char *begin = scan->at;

    if (!skip_value(scan, kind))
        return false;
    if (raw != NULL)
        *raw = (struct slice){begin, (size_t)(scan->at - begin)};
    return true;
}

bool json_finish(struct json_scan *scan)
{
    json_skip_space(scan);
    if (scan->at < scan->end)
        return json_fail(scan, "something follows the value");
    return scan->wrong == NULL;
}
