#include "config.h"

#include "wire/json_write.h"

#include "base/integer.h"
#include "wire/json_spell.h"

#include <string.h>

/* What SLICE() makes is no constant. */
#define CONSTANT(literal)                                                                          \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

const struct json_style json_compact = {
    .comma = CONSTANT(","), .colon = CONSTANT(":"), .whole = "", .fixed_end = 0x1p53};
const struct json_style json_python = {.comma = CONSTANT(", "),
                                       .colon = CONSTANT(": "),
                                       .ascii = true,
                                       .whole = ".0",
                                       .fixed_end = 1e16};
const struct json_style json_pretty = {
    .comma = CONSTANT(","), .colon = CONSTANT(": "), .indent = 2, .whole = "", .fixed_end = 0x1p53};

static void append(struct json_writer *json, struct slice text)
{
    buffer_append(json->out, text.data, text.size);
}

/* Commas and colons: what is so short is copied faster than a function is called for it. */
static char *put(char *at, struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        at[i] = text.data[i];
    return at + text.size;
}

static void break_line(struct json_writer *json)
{
    buffer_char(json->out, '\n');
    for (int i = 0; i < json->depth * json->style->indent; i++)
        buffer_char(json->out, ' ');
}

/* Parts what comes next from what stands in front of it. Returns where it begins, with room for
 * `size` bytes. */
static char *part(struct json_writer *json, size_t size)
{
    const struct json_style *style = json->style;
    char *at = buffer_reserve(json->out, style->comma.size + size);

    if (json->filled) {
        at = put(at, style->comma);
        json->out->size += style->comma.size;
    }
    json->filled = true;
    if (style->indent == 0 || json->depth == 0)
        return at;
    break_line(json);
    return buffer_reserve(json->out, size);
}

/* Returns where a value begins; behind its key nothing has to part it. */
static inline char *begin_value(struct json_writer *json, size_t size)
{
    if (!json->keyed)
        return part(json, size);
    json->keyed = false;
    return buffer_reserve(json->out, size);
}

static void append_value(struct json_writer *json, struct slice text)
{
    char *at = begin_value(json, text.size);

    memcpy(at, text.data, text.size);
    at[text.size] = '\0';
    json->out->size += text.size;
}

void json_write_open(struct json_writer *json, enum json_kind kind)
{
    append_value(json, kind == JSON_OBJECT ? SLICE("{") : SLICE("["));
    json->depth++;
    json->filled = false;
}

void json_write_close(struct json_writer *json, enum json_kind kind)
{
    json->depth--;
    if (json->style->indent > 0 && json->filled)
        break_line(json);
    buffer_char(json->out, kind == JSON_OBJECT ? '}' : ']');
    json->filled = true;
}

void json_write_name(struct json_writer *json, struct slice key)
{
    struct slice colon = json->style->colon;
    size_t size = key.size + 2 + colon.size;
    char *at = part(json, size);

    at[0] = '"';
    memcpy(at + 1, key.data, key.size);
    at[key.size + 1] = '"';
    *put(at + key.size + 2, colon) = '\0';
    json->out->size += size;
    json->keyed = true;
}

void json_write_raw(struct json_writer *json, struct slice text)
{
    append_value(json, text);
}

void json_write_null(struct json_writer *json)
{
    json_write_raw(json, SLICE("null"));
}

void json_write_unsigned(struct json_writer *json, uint64_t number)
{
    begin_value(json, 0);
    integer_append(json->out, number);
}

void json_write_signed(struct json_writer *json, int64_t number)
{
    begin_value(json, 0);
    if (number < 0)
        buffer_char(json->out, '-');
    integer_append(json->out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void json_write_string(struct json_writer *json, struct slice text)
{
    if (text.data == NULL) {
        json_write_null(json);
        return;
    }
    begin_value(json, 0);
    json_append_string(json->out, json->style, text);
}

void json_write_number(struct json_writer *json, double number)
{
    begin_value(json, 0);
    json_append_number(json->out, json->style, number);
}

/* JSON that is spelled anew. */
struct respelling {
    struct json_writer *json;
    struct json_scan scan;
    struct arena arena; /* of strings that are unescaped */
};

static void respell(struct respelling *again);

static void respell_array(struct respelling *again)
{
    json_write_open(again->json, JSON_ARRAY);
    if (json_open(&again->scan, JSON_ARRAY)) {
        while (json_element(&again->scan))
            respell(again);
    }
    json_write_close(again->json, JSON_ARRAY);
}

static void respell_object(struct respelling *again)
{
    struct json_string key;

    json_write_open(again->json, JSON_OBJECT);
    if (json_open(&again->scan, JSON_OBJECT)) {
        while (json_member(&again->scan, &key)) {
            part(again->json, 0);
            json_append_scanned(again->json->out, again->json->style, &key, &again->arena);
            append(again->json, again->json->style->colon);
            again->json->keyed = true;
            respell(again);
        }
    }
    json_write_close(again->json, JSON_OBJECT);
}

static void respell_string(struct respelling *again)
{
    struct json_string string;

    if (!json_read_string(&again->scan, &string))
        return;
    begin_value(again->json, 0);
    json_append_scanned(again->json->out, again->json->style, &string, &again->arena);
}

/* NaN, Infinity and -Infinity are Python's alone. */
static void respell_word(struct respelling *again, enum json_kind kind)
{
    struct slice raw;

    if (!json_skip(&again->scan, &raw))
        return;
    char last = raw.data[raw.size - 1];
    if (kind == JSON_NUMBER && (last == 'N' || last == 'y'))
        json_write_null(again->json);
    else
        json_write_raw(again->json, raw);
}

/* Writes the next value, or something that does not matter when it is broken. Calls itself, but
 * not deeper than json_open() allows. */
static void respell(struct respelling *again)
{
    enum json_kind kind = json_peek(&again->scan);

    if (kind == JSON_ARRAY)
        respell_array(again);
    else if (kind == JSON_OBJECT)
        respell_object(again);
    else if (kind == JSON_STRING)
        respell_string(again);
    else
        respell_word(again, kind);
}

void json_write_json(struct json_writer *json, struct slice text)
{
    if (text.size == 0) {
        json_write_null(json);
        return;
    }

    struct json_writer before = *json;
    size_t size = json->out->size;
    struct respelling again = {.json = json};
    json_begin(&again.scan, text);
    respell(&again);
    if (!json_finish(&again.scan)) {
        *json = before;
        json->out->size = size;
        json_write_null(json);
    }
    arena_free(&again.arena);
}
