#include "config.h"

#include "sink/encode.h"

#include "base/shortest.h"
#include "base/text.h"
#include "wire/json_scan.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Python writes a float without an exponent when the exponent is in this range. */
#define FIXED_MIN (-4)
#define FIXED_END 16

static void write_zeros(struct buffer *out, int count)
{
    buffer_append(out, "0000000000000000", (size_t)count);
}

static void write_fixed(struct buffer *out, const char *digits, int exponent)
{
    int count = (int)strlen(digits);

    if (exponent < 0) {
        buffer_string(out, "0.");
        write_zeros(out, -exponent - 1);
        buffer_append(out, digits, (size_t)count);
    } else if (count <= exponent + 1) {
        buffer_append(out, digits, (size_t)count);
        write_zeros(out, exponent + 1 - count);
        buffer_string(out, ".0");
    } else {
        buffer_append(out, digits, (size_t)exponent + 1);
        buffer_char(out, '.');
        buffer_append(out, digits + exponent + 1, (size_t)(count - exponent - 1));
    }
}

static void write_scientific(struct buffer *out, const char *digits, int exponent)
{
    buffer_char(out, digits[0]);
    if (digits[1] != '\0')
        buffer_printf(out, ".%s", digits + 1);
    buffer_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
}

void encode_number(struct buffer *out, double number)
{
    char digits[SHORTEST_SIZE];

    if (!isfinite(number)) {
        buffer_string(out, "null");
        return;
    }
    if (signbit(number))
        buffer_char(out, '-');
    int exponent = shortest_decimal(fabs(number), digits);
    if (exponent >= FIXED_MIN && exponent < FIXED_END)
        write_fixed(out, digits, exponent);
    else
        write_scientific(out, digits, exponent);
}

static void write_unicode(struct buffer *out, uint32_t character)
{
    if (character < 0x10000) {
        buffer_printf(out, "\\u%04" PRIx32, character);
        return;
    }
    uint32_t offset = character - 0x10000;
    buffer_printf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + (offset >> 10),
                  0xDC00 + (offset & 0x3FF));
}

static void write_special(struct buffer *out, uint32_t character)
{
    static const char names[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = character < 0x80 && character != 0 ? strchr(names, (int)character) : NULL;

    if (found != NULL) {
        buffer_char(out, '\\');
        buffer_char(out, letters[found - names]);
    } else {
        write_unicode(out, character);
    }
}

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

void encode_string(struct buffer *out, struct slice text)
{
    size_t at = 0;

    buffer_char(out, '"');
    while (at < text.size) {
        size_t begin = at;
        while (at < text.size && is_plain(text.data[at]))
            at++;
        buffer_append(out, text.data + begin, at - begin);
        if (at < text.size) {
            uint32_t character;
            at += text_decode((struct slice){text.data + at, text.size - at}, &character);
            write_special(out, character);
        }
    }
    buffer_char(out, '"');
}

static void encode_value(struct buffer *out, struct json_scan *scan, struct arena *arena);

static void encode_array(struct buffer *out, struct json_scan *scan, struct arena *arena)
{
    const char *before = "";

    buffer_char(out, '[');
    for (bool more = json_open(scan, JSON_ARRAY); more && json_element(scan); before = ", ") {
        buffer_string(out, before);
        encode_value(out, scan, arena);
    }
    buffer_char(out, ']');
}

static void encode_object(struct buffer *out, struct json_scan *scan, struct arena *arena)
{
    struct json_string key;
    const char *before = "";

    buffer_char(out, '{');
    for (bool more = json_open(scan, JSON_OBJECT); more && json_member(scan, &key); before = ", ") {
        buffer_string(out, before);
        encode_string(out, json_view(&key, arena));
        buffer_string(out, ": ");
        encode_value(out, scan, arena);
    }
    buffer_char(out, '}');
}

/* Numbers keep the digits that they came with. Calls itself, but not deeper than json_open()
 * allows. */
static void encode_value(struct buffer *out, struct json_scan *scan, struct arena *arena)
{
    enum json_kind kind = json_peek(scan);
    struct json_string string;
    struct slice raw;

    if (kind == JSON_ARRAY) {
        encode_array(out, scan, arena);
    } else if (kind == JSON_OBJECT) {
        encode_object(out, scan, arena);
    } else if (kind == JSON_STRING) {
        if (json_read_string(scan, &string))
            encode_string(out, json_view(&string, arena));
    } else if (json_skip(scan, &raw)) {
        char last = raw.data[raw.size - 1];
        if (kind == JSON_NUMBER && (last == 'N' || last == 'y'))
            buffer_string(out, "null"); /* NaN and Infinity */
        else
            buffer_append(out, raw.data, raw.size);
    }
}

static void encode_metadata(struct buffer *out, struct slice metadata)
{
    size_t begin = out->size;
    struct arena arena = {0};
    struct json_scan scan;

    if (metadata.size == 0) {
        buffer_string(out, "null");
        return;
    }
    json_begin(&scan, metadata);
    encode_value(out, &scan, &arena);
    if (!json_finish(&scan)) {
        out->size = begin;
        buffer_string(out, "null");
    }
    arena_free(&arena);
}

/* A reading's own word, as it was written, wins over what it was taken for. */
static struct slice severity_word(const struct reading *reading)
{
    if (reading->severity_word.size > 0)
        return reading->severity_word;
    return reading->severity == SEVERITY_NO_DATA ? SLICE("ok")
                                                 : slice_of(severity_name(reading->severity));
}

static void encode_reading(struct buffer *out, const struct reading *reading)
{
    buffer_string(out, "{\"name\": ");
    encode_string(out, reading->name);
    buffer_string(out, ", \"severity\": ");
    encode_string(out, severity_word(reading));
    buffer_string(out, ", \"value\": ");
    encode_number(out, reading->value);
    buffer_string(out, ", \"baseline\": ");
    encode_number(out, reading->baseline);
    buffer_string(out, ", \"z_score\": ");
    encode_number(out, reading->z);
    if (reading->sample_count == SAMPLE_COUNT_UNKNOWN)
        buffer_string(out, ", \"sample_count\": null, \"metadata\": ");
    else
        buffer_printf(out,
                      ", \"sample_count\": %" PRIu64 ", \"metadata\": ", reading->sample_count);
    encode_metadata(out, reading->metadata);
    buffer_char(out, '}');
}

void encode_dimensions(struct buffer *out, const struct report *report)
{
    buffer_char(out, '[');
    for (size_t i = 0; i < report->count; i++) {
        if (i > 0)
            buffer_string(out, ", ");
        encode_reading(out, &report->readings[i]);
    }
    buffer_char(out, ']');
}
