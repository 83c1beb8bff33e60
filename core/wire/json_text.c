#include "config.h"

#include "wire/json_scan.h"

#include "base/text.h"
#include "wire/json_bytes.h"

static uint32_t hex_digit(char c)
{
    if (c <= '9')
        return (uint32_t)(c - '0');
    return (uint32_t)((c | 0x20) - 'a' + 10);
}

/* Returns the code of "\uXXXX", which was checked when the string was read. */
static uint32_t unicode_escape(const char *at)
{
    return hex_digit(at[2]) << 12 | hex_digit(at[3]) << 8 | hex_digit(at[4]) << 4 |
           hex_digit(at[5]);
}

static bool is_low_surrogate(uint32_t code)
{
    return code >= 0xDC00 && code <= 0xDFFF;
}

/* Reads "\uXXXX", and the second half of a surrogate pair behind it, writes what they stand for
 * behind `*size` and returns their length. */
static size_t unescape_unicode(const char *at, const char *end, char *out, size_t *size)
{
    uint32_t code = unicode_escape(at);
    uint32_t low = 0;

    if (code >= 0xD800 && code <= 0xDBFF && end - at >= 12 && at[6] == '\\' && at[7] == 'u')
        low = unicode_escape(at + 6);
    if (is_low_surrogate(low)) {
        *size += text_encode(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), out + *size);
        return 12;
    }
    *size += text_encode(code, out + *size);
    return 6;
}

/* Returns what the letter behind a backslash stands for. */
static char short_escape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

/* Writes what the escaped text stands for, which is never longer, and returns its length. */
static size_t unescape(struct slice raw, char *out)
{
    const char *at = raw.data;
    const char *end = at + raw.size;
    size_t size = 0;

    while (at < end) {
        if (*at != '\\') {
            out[size++] = *at++;
        } else if (at[1] != 'u') {
            out[size++] = short_escape(at[1]);
            at += 2;
        } else {
            at += unescape_unicode(at, end, out, &size);
        }
    }
    return size;
}

static bool is_as_it_stands(const struct json_string *string)
{
    return !string->escaped && !json_bytes_may_stand(string->raw);
}

struct slice json_text(const struct json_string *string, struct arena *arena)
{
    char *text = arena_copy(arena, string->raw.data, string->raw.size);
    size_t size = string->raw.size;

    if (is_as_it_stands(string))
        return (struct slice){text, size};
    if (string->escaped)
        size = unescape(string->raw, text);
    size = json_bytes_join(text, size);
    text[size] = '\0';
    return (struct slice){text, size};
}

struct slice json_view(const struct json_string *string, struct arena *arena)
{
    return is_as_it_stands(string) ? string->raw : json_text(string, arena);
}
