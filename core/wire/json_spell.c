#include "config.h"

#include "wire/json_spell.h"

#include "base/integer.h"
#include "base/shortest.h"
#include "base/text.h"
#include "base/word.h"
#include "wire/json_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIXED_MIN (-4) /* a smaller exponent is written as one */

static void append_unit(struct buffer *out, uint32_t unit)
{
    static const char hex[] = "0123456789abcdef";
    char text[] = {
        '\\',           'u', hex[unit >> 12 & 0xF], hex[unit >> 8 & 0xF], hex[unit >> 4 & 0xF],
        hex[unit & 0xF]};

    buffer_append(out, text, sizeof(text));
}

static void append_escape(struct buffer *out, uint32_t character)
{
    if (character < 0x10000) {
        append_unit(out, character);
        return;
    }
    append_unit(out, 0xD800 + ((character - 0x10000) >> 10));
    append_unit(out, 0xDC00 + ((character - 0x10000) & 0x3FF));
}

/* Returns the letter that stands behind a backslash for a character, or NUL. */
static char letter_of(uint32_t character, const struct json_style *style)
{
    static const char characters[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found =
        character > 0 && character < 0x80 ? strchr(characters, (int)character) : NULL;

    if (found == NULL || (!style->ascii && character < ' '))
        return '\0';
    return letters[found - characters];
}

static void append_character(struct buffer *out, const struct json_style *style, uint32_t character)
{
    char letter = letter_of(character, style);
    char encoded[4];

    if (letter != '\0')
        buffer_append(out, (char[]){'\\', letter}, 2);
    else if (character >= 0x80 && !style->ascii && text_safe_character(character) == character)
        buffer_append(out, encoded, text_encode(character, encoded));
    else
        append_escape(out, character);
}

static bool is_plain(char c, bool escaped)
{
    return c >= ' ' && c < 0x7F && (escaped || (c != '"' && c != '\\'));
}

/* Returns the size of the text up to the first byte that is not plain. */
static size_t plain_size(struct slice text, bool escaped)
{
    size_t at = 0;

    for (; at + 8 <= text.size; at += 8) {
        uint64_t word = word_load(text.data + at);
        uint64_t special = (word & WORD_HIGH) | word_below(word, ' ') | word_equal(word, 0x7F);
        if (!escaped)
            special |= word_equal(word, '"') | word_equal(word, '\\');
        if (special != 0)
            return at + word_first(special);
    }
    while (at < text.size && is_plain(text.data[at], escaped))
        at++;
    return at;
}

/* Returns the half of a surrogate pair that stands in front of a text as UTF-8 would write it, or 0
 * where there is none. */
static uint32_t surrogate_at(struct slice text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;

    if (text.size < 3 || bytes[0] != 0xED || (bytes[1] & 0xE0) != 0xA0 || (bytes[2] & 0xC0) != 0x80)
        return 0;
    return 0xD000u | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
}

/* Returns the half that Python would write of a text here; 0 where there is none, or where it would
 * be joined with the half behind it. */
static uint32_t half_at(struct slice text)
{
    uint32_t half = surrogate_at(text);

    if (half < 0xD800 || half > 0xDBFF)
        return half;
    return surrogate_at((struct slice){text.data + 3, text.size - 3}) >= 0xDC00 ? 0 : half;
}

/* Appends the first of what is no UTF-8, and returns how many bytes it has. */
static size_t append_bytes(struct buffer *out, const struct json_style *style, struct slice text)
{
    struct json_byte byte = json_byte_spell((unsigned char)*text.data);
    uint32_t half = style->ascii ? half_at(text) : 0;

    if (half != 0) {
        append_unit(out, half);
        return 3;
    }
    append_unit(out, byte.upper);
    append_unit(out, byte.lower);
    return 1;
}

/* Appends the characters from the first that is not plain on. */
static void append_mixed(struct buffer *out, const struct json_style *style, struct slice text,
                         bool escaped)
{
    while (text.size > 0) {
        uint32_t character;
        size_t size = text_decode(text, &character);
        if (json_byte_begins(text))
            size = append_bytes(out, style, text);
        else
            append_character(out, style, character);
        text = (struct slice){text.data + size, text.size - size};
        size = plain_size(text, escaped);
        buffer_append(out, text.data, size);
        text = (struct slice){text.data + size, text.size - size};
    }
}

/* Nearly all text is plain, and goes out in one piece. In `escaped` text, quotes and backslashes
 * stay as they are. */
static void append_text(struct buffer *out, const struct json_style *style, struct slice text,
                        bool escaped)
{
    size_t plain = plain_size(text, escaped);
    char *at = buffer_reserve(out, plain + 2);

    at[0] = '"';
    if (plain > 0)
        memcpy(at + 1, text.data, plain);
    out->size += plain + 1;
    if (plain < text.size)
        append_mixed(out, style, (struct slice){text.data + plain, text.size - plain}, escaped);
    buffer_char(out, '"');
}

void json_append_string(struct buffer *out, const struct json_style *style, struct slice text)
{
    append_text(out, style, text, false);
}

/* Returns true when an escape may be half a surrogate pair without the other. */
static bool may_be_half(struct slice raw)
{
    return memmem(raw.data, raw.size, "\\ud", 3) != NULL ||
           memmem(raw.data, raw.size, "\\uD", 3) != NULL;
}

void json_append_scanned(struct buffer *out, const struct json_style *style,
                         const struct json_string *string, struct arena *arena)
{
    if (!style->ascii && plain_size(string->raw, true) == string->raw.size &&
        !may_be_half(string->raw))
        append_text(out, style, string->raw, true);
    else
        append_text(out, style, json_view(string, arena), false);
}

/* Appends digits with the point behind the first of them and the exponent behind all. */
static void append_scientific(struct buffer *out, const char *digits, int exponent)
{
    buffer_char(out, digits[0]);
    if (digits[1] != '\0')
        buffer_char(out, '.');
    buffer_string(out, digits + 1);
    buffer_string(out, exponent < 0 ? "e-" : "e+");
    if (abs(exponent) < 10)
        buffer_char(out, '0');
    integer_append(out, (uint64_t)abs(exponent));
}

static void append_zeros(struct buffer *out, int count)
{
    buffer_append(out, "0000000000000000", (size_t)count);
}

static void append_fixed(struct buffer *out, const char *digits, int exponent, const char *whole)
{
    int count = (int)strlen(digits);

    if (exponent < 0) {
        buffer_string(out, "0.");
        append_zeros(out, -exponent - 1);
        buffer_append(out, digits, (size_t)count);
    } else if (count <= exponent + 1) {
        buffer_append(out, digits, (size_t)count);
        append_zeros(out, exponent + 1 - count);
        buffer_string(out, whole);
    } else {
        buffer_append(out, digits, (size_t)exponent + 1);
        buffer_char(out, '.');
        buffer_append(out, digits + exponent + 1, (size_t)(count - exponent - 1));
    }
}

void json_append_number(struct buffer *out, const struct json_style *style, double number)
{
    char digits[SHORTEST_SIZE];

    if (!isfinite(number)) {
        buffer_string(out, "null");
        return;
    }
    if (signbit(number))
        buffer_char(out, '-');
    number = fabs(number);
    int exponent = shortest_decimal(number, digits);
    if (exponent >= FIXED_MIN && number < style->fixed_end)
        append_fixed(out, digits, exponent, style->whole);
    else
        append_scientific(out, digits, exponent);
}
