#include "config.h"

#include "wire/json_write.h"

#include "base/shortest.h"
#include "base/text.h"
#include "wire/json_scan.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_escape(struct buffer *out, uint32_t character)
{
    if (character < 0x10000) {
        buffer_printf(out, "\\u%04" PRIx32, character);
        return;
    }
    uint32_t offset = character - 0x10000;
    buffer_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + (offset >> 10),
                  0xDC00 + (offset & 0x3FF));
}

static void write_character(struct buffer *out, uint32_t character)
{
    char encoded[4];

    if (character == '"' || character == '\\')
        buffer_printf(out, "\\%c", (char)character);
    else if (character >= 0x80 && text_safe_character(character) == character)
        buffer_append(out, encoded, text_encode(character, encoded));
    else
        write_escape(out, character);
}

static bool is_plain(char c, bool escaped)
{
    return c >= 0x20 && c < 0x7F && (escaped || (c != '"' && c != '\\'));
}

/* Appends the inside of a string. In `escaped` text, quotes and backslashes stay as they are. */
static void write_text(struct buffer *out, struct slice text, bool escaped)
{
    size_t at = 0;

    while (at < text.size) {
        size_t begin = at;
        while (at < text.size && is_plain(text.data[at], escaped))
            at++;
        buffer_append(out, text.data + begin, at - begin);
        if (at < text.size) {
            uint32_t character;
            at += text_decode((struct slice){text.data + at, text.size - at}, &character);
            write_character(out, character);
        }
    }
}

void json_write_string(struct buffer *out, struct slice text)
{
    buffer_char(out, '"');
    write_text(out, text, false);
    buffer_char(out, '"');
}

/* Appends digits with the point behind the first of them and the exponent behind all. */
static void write_scientific(struct buffer *out, const char *digits, int exponent)
{
    buffer_char(out, digits[0]);
    if (digits[1] != '\0')
        buffer_char(out, '.');
    buffer_string(out, digits + 1);
    buffer_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
}

/* Appends digits of which some stand behind the point. */
static void write_fraction(struct buffer *out, const char *digits, int exponent)
{
    static const char zeros[] = "0.000";
    size_t before = exponent < 0 ? 0 : (size_t)exponent + 1;

    if (before > 0)
        buffer_append(out, digits, before);
    if (before > 0)
        buffer_char(out, '.');
    else
        buffer_append(out, zeros, (size_t)(1 - exponent));
    buffer_string(out, digits + before);
}

void json_write_number(struct buffer *out, double number)
{
    char digits[SHORTEST_SIZE];

    if (!isfinite(number)) {
        buffer_string(out, "null");
        return;
    }
    if (number == floor(number) && fabs(number) < 0x1p53) {
        buffer_printf(out, "%.0f", number);
        return;
    }
    if (number < 0)
        buffer_char(out, '-');
    int exponent = shortest_decimal(fabs(number), digits);
    if (exponent >= -4 && exponent + 1 < (int)strlen(digits))
        write_fraction(out, digits, exponent);
    else
        write_scientific(out, digits, exponent);
}

static void write_value(struct buffer *out, struct json_scan *scan);

static void write_array(struct buffer *out, struct json_scan *scan)
{
    char before = '[';

    for (bool more = json_open(scan, JSON_ARRAY); more && json_element(scan); before = ',') {
        buffer_char(out, before);
        write_value(out, scan);
    }
    buffer_string(out, before == '[' ? "[]" : "]");
}

static void write_object(struct buffer *out, struct json_scan *scan)
{
    struct json_string key;
    char before = '{';

    for (bool more = json_open(scan, JSON_OBJECT); more && json_member(scan, &key); before = ',') {
        buffer_char(out, before);
        buffer_char(out, '"');
        write_text(out, key.raw, true);
        buffer_string(out, "\":");
        write_value(out, scan);
    }
    buffer_string(out, before == '{' ? "{}" : "}");
}

/* Appends the next value, or something that does not matter when it is broken. Calls itself, but
 * not deeper than json_open() allows. */
static void write_value(struct buffer *out, struct json_scan *scan)
{
    enum json_kind kind = json_peek(scan);
    struct slice raw;

    if (kind == JSON_ARRAY) {
        write_array(out, scan);
    } else if (kind == JSON_OBJECT) {
        write_object(out, scan);
    } else if (json_skip(scan, &raw)) {
        char last = raw.data[raw.size - 1];
        if (kind == JSON_NUMBER && (last == 'N' || last == 'y'))
            buffer_string(out, "null"); /* NaN, Infinity and -Infinity are Python's alone */
        else
            write_text(out, raw, true);
    }
}

void json_write_json(struct buffer *out, struct slice json)
{
    size_t begin = out->size;
    struct json_scan scan;

    json_begin(&scan, json);
    write_value(out, &scan);
    if (json_finish(&scan))
        return;
    out->size = begin;
    buffer_string(out, "null");
}
