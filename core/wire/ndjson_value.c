#include "config.h"

#include "wire/ndjson_value.h"

#include "base/stream_id.h"
#include "base/timestamp.h"
#include "wire/json_scan.h"
#include "wire/ndjson_field.h"

#include <math.h>
#include <string.h>

#define FIRST_ID_MS UINT64_C(100000000000) /* 1973 */

static enum json_kind kind_of(struct slice json)
{
    struct json_scan scan;

    json_begin(&scan, json);
    return json_peek(&scan);
}

static bool is_text(struct slice json)
{
    return json.size > 0 && json.data[0] == '"';
}

struct slice value_content(struct slice json, struct arena *arena)
{
    struct json_string string;
    struct json_scan scan;

    if (!is_text(json))
        return json;
    json_begin(&scan, json);
    json_read_string(&scan, &string);
    return json_view(&string, arena);
}

bool value_is_any(struct slice json, struct arena *arena)
{
    (void)arena;
    return json.size > 0;
}

bool value_is_text(struct slice json, struct arena *arena)
{
    (void)arena;
    return is_text(json);
}

bool value_is_name(struct slice json, struct arena *arena)
{
    return is_text(json) && value_content(json, arena).size > 0;
}

/* How programs write the numbers that are none as text. */
static bool is_no_number(struct slice text)
{
    static const char *const words[] = {"nan", "inf", "infinity"};

    text = slice_trim(text);
    if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+'))
        text = (struct slice){text.data + 1, text.size - 1};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (slice_is_nocase(text, words[i]))
            return true;
    }
    return false;
}

/* Reads a number, or a text that is one. */
static bool read_number(struct slice json, struct arena *arena, struct json_number *number)
{
    struct json_scan scan;

    if (is_text(json))
        return json_number_of_text(value_content(json, arena), number);
    json_begin(&scan, json);
    return json_peek(&scan) == JSON_NUMBER && json_read_number(&scan, number);
}

bool value_is_number(struct slice json, struct arena *arena)
{
    struct json_number number;

    return kind_of(json) == JSON_NUMBER || read_number(json, arena, &number) ||
           (is_text(json) && is_no_number(value_content(json, arena)));
}

bool value_is_count(struct slice json, struct arena *arena)
{
    struct json_number number;

    return read_number(json, arena, &number) && (number.is_integer || isnan(number.value));
}

bool value_is_names(struct slice json, struct arena *arena)
{
    struct json_scan scan;
    struct slice element;

    (void)arena;
    if (kind_of(json) != JSON_ARRAY)
        return is_text(json);
    json_begin(&scan, json);
    json_open(&scan, JSON_ARRAY);
    while (json_element(&scan)) {
        if (!json_skip(&scan, &element) || kind_of(element) != JSON_STRING)
            return false;
    }
    return true;
}

/* Reads an ID or milliseconds; `has_sequence` is that of "ms-seq". */
static bool read_id(struct slice json, struct arena *arena, struct stream_id *id,
                    bool *has_sequence)
{
    struct json_number number;
    struct slice text = value_content(json, arena);

    *id = STREAM_ID_MIN;
    *has_sequence = is_text(json) && memchr(text.data, '-', text.size) != NULL;
    if (is_text(json))
        return stream_id_parse(text, id);
    if (!read_number(json, arena, &number) || !number.is_integer)
        return false;
    id->ms = number.integer;
    return true;
}

bool value_is_id(struct slice json, struct arena *arena)
{
    struct stream_id id;
    bool has_sequence;

    return read_id(json, arena, &id, &has_sequence) &&
           (has_sequence ? stream_id_compare(id, STREAM_ID_MIN) != 0 : id.ms >= FIRST_ID_MS);
}

bool value_is_milliseconds(struct slice json, struct arena *arena)
{
    struct stream_id id;
    bool has_sequence;

    return read_id(json, arena, &id, &has_sequence) && !has_sequence && id.ms > 0;
}

uint64_t value_ms(struct slice json, struct arena *arena)
{
    struct stream_id id;
    bool has_sequence;

    read_id(json, arena, &id, &has_sequence);
    return id.ms;
}

bool value_is_window_end(struct slice json, struct arena *arena)
{
    return is_text(json) || (kind_of(json) == JSON_NUMBER && value_is_time(json, arena));
}

bool value_is_time_like(struct slice json)
{
    return is_text(json) || kind_of(json) == JSON_NUMBER;
}

static bool is_time(struct slice text)
{
    bool has_offset;
    int64_t ms;

    return timestamp_parse_written(text, &ms, &has_offset);
}

bool value_is_time(struct slice json, struct arena *arena)
{
    return is_time(value_content(json, arena));
}

static bool is_window_array(struct slice json, struct arena *arena)
{
    struct json_scan scan;
    struct slice element;
    size_t count = 0;
    bool right = true;

    json_begin(&scan, json);
    json_open(&scan, JSON_ARRAY);
    for (; json_element(&scan); count++) {
        json_skip(&scan, &element);
        right = right && value_is_time(element, arena);
    }
    return right && count == 2;
}

static bool is_window_object(struct slice json, struct arena *arena)
{
    struct json_string key;
    struct json_scan scan;
    struct slice value;
    bool has_start = false;
    bool has_end = false;

    json_begin(&scan, json);
    json_open(&scan, JSON_OBJECT);
    while (json_member(&scan, &key)) {
        enum ndjson_field field = ndjson_name_of(json_view(&key, arena)).field;
        json_skip(&scan, &value);
        has_start = has_start || (field == FIELD_START && value_is_time(value, arena));
        has_end = has_end || (field == FIELD_END && value_is_time(value, arena));
    }
    return has_start && has_end;
}

bool value_is_window(struct slice json, struct arena *arena)
{
    return kind_of(json) == JSON_ARRAY ? is_window_array(json, arena)
                                       : is_window_object(json, arena);
}

bool value_is_interval(struct slice json, struct arena *arena)
{
    struct slice end = value_content(json, arena);
    struct slice start = slice_split(&end, '/');

    return is_time(start) && is_time(end);
}

static size_t size_of_names(struct slice json, struct arena *arena)
{
    struct json_scan scan;
    struct slice element;
    size_t size = 0;

    json_begin(&scan, json);
    json_open(&scan, JSON_ARRAY);
    while (json_element(&scan)) {
        json_skip(&scan, &element);
        size += value_content(element, arena).size + (size > 0);
    }
    return size;
}

size_t value_text_size(struct slice json, struct arena *arena)
{
    return value_content(json, arena).size;
}

size_t value_names_size(struct slice json, struct arena *arena)
{
    return kind_of(json) == JSON_ARRAY ? size_of_names(json, arena) : value_text_size(json, arena);
}

size_t value_json_size(struct slice json, struct arena *arena)
{
    (void)arena;
    return json.size;
}
