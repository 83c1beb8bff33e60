#include "config.h"

#include "wire/json_scan.h"

#include "base/text.h"

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

/* Reads "\uXXXX", and the second half of a surrogate pair behind it. Returns the length. */
static size_t decode_unicode(const char *at, const char *end, uint32_t *character)
{
    uint32_t code = unicode_escape(at);

    *character = code;
    if (code < 0xD800 || code > 0xDFFF)
        return 6;

    *character = TEXT_REPLACEMENT;
    if (is_low_surrogate(code) || end - at < 12 || at[6] != '\\' || at[7] != 'u')
        return 6;
    uint32_t low = unicode_escape(at + 6);
    if (!is_low_surrogate(low))
        return 6;
    *character = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    return 12;
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
            uint32_t character;
            at += decode_unicode(at, end, &character);
            size += text_encode(character, out + size);
        }
    }
    return size;
}

struct slice json_text(const struct json_string *string, struct arena *arena)
{
    char *text = arena_copy(arena, string->raw.data, string->raw.size);
    size_t size = string->raw.size;

    if (string->escaped) {
        size = unescape(string->raw, text);
        text[size] = '\0';
    }
    return (struct slice){text, size};
}

struct slice json_view(const struct json_string *string, struct arena *arena)
{
    return string->escaped ? json_text(string, arena) : string->raw;
}
