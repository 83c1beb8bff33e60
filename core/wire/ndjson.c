#include "config.h"

#include "wire/ndjson.h"

#include "base/timestamp.h"
#include "wire/complete.h"
#include "wire/readings.h"

#include <string.h>

/* The places in time that a line may give; STREAM_ID_MIN where it does not. */
struct place {
    struct stream_id id;
    struct stream_id time;
};

/* Reads a string as text of the report; any other value leaves it without data. */
static bool read_text(struct json_scan *scan, struct report *report, struct slice *text)
{
    struct json_string string;

    *text = (struct slice){0};
    if (json_peek(scan) != JSON_STRING)
        return json_skip(scan, NULL);
    if (!json_read_string(scan, &string))
        return false;
    *text = json_text(&string, &report->text);
    return true;
}

static bool read_window(struct json_scan *scan, struct report *report, struct slice *window)
{
    struct slice text;

    if (!read_text(scan, report, &text))
        return false;
    *window = window_text(report, text);
    return true;
}

/* Reads "ms-seq", or whole milliseconds as a string or a number. */
static bool read_id(struct json_scan *scan, struct report *report, struct stream_id *id)
{
    struct json_number number;
    struct slice text;

    *id = STREAM_ID_MIN;
    if (json_peek(scan) != JSON_NUMBER) {
        if (!read_text(scan, report, &text))
            return false;
        stream_id_parse(text, id);
        return true;
    }
    if (!json_read_number(scan, &number))
        return false;
    id->ms = number.integer;
    return true;
}

/* Joins the strings of an array with '|'. They are never longer than the array's own text. */
static struct slice join_names(struct report *report, struct slice array)
{
    char *list = arena_alloc(&report->text, array.size);
    size_t size = 0;
    struct json_scan scan;

    json_begin(&scan, array);
    json_open(&scan, JSON_ARRAY);
    while (json_element(&scan)) {
        struct slice name;
        read_text(&scan, report, &name);
        if (name.size == 0)
            continue;
        if (size > 0)
            list[size++] = '|';
        memcpy(list + size, name.data, name.size);
        size += name.size;
    }
    return (struct slice){list, size};
}

/* Reads an array of names, or a string that joins them. */
static bool read_list(struct json_scan *scan, struct report *report, struct slice *list)
{
    struct slice raw;
    struct slice text;

    *list = (struct slice){0};
    if (json_peek(scan) == JSON_ARRAY) {
        if (!json_skip(scan, &raw))
            return false;
        text = join_names(report, raw);
    } else if (!read_text(scan, report, &text)) {
        return false;
    }
    if (text.data != NULL)
        *list = list_text(report, text);
    return true;
}

/* Reads the dimensions, unless those of a better dialect were read already. They may be a string
 * that holds JSON: so they stand in a stream entry that somebody wrote to a file field by field. */
static bool read_dimensions(struct json_scan *scan, struct report *report, enum dialect dialect)
{
    enum json_kind kind = json_peek(scan);
    struct slice text;
    struct error error;

    if (dialect < report->dialect || (kind != JSON_ARRAY && kind != JSON_STRING))
        return json_skip(scan, NULL);
    report->dialect = dialect;
    report->count = 0;
    report->flaws = (struct report_flaws){0};
    if (kind == JSON_ARRAY)
        return readings_scan(scan, report);
    if (!read_text(scan, report, &text))
        return false;
    return readings_parse(text, report, &error) ||
           json_fail(scan, "the dimensions are a string that holds no JSON array");
}

static bool read_member(struct json_scan *scan, struct report *report, struct place *place,
                        struct slice key)
{
    if (slice_equals(key, SLICE("dims")))
        return read_dimensions(scan, report, DIALECT_BAR);
    if (slice_equals(key, SLICE("dimensions")))
        return read_dimensions(scan, report, DIALECT_LINE);
    if (slice_equals(key, SLICE("report")))
        return read_dimensions(scan, report, DIALECT_COMMA);
    if (slice_equals(key, SLICE("ws")) || slice_equals(key, SLICE("window_start")))
        return read_window(scan, report, &report->window_start);
    if (slice_equals(key, SLICE("we")) || slice_equals(key, SLICE("window_end")))
        return read_window(scan, report, &report->window_end);
    if (slice_equals(key, SLICE("degraded")))
        return read_list(scan, report, &report->degraded);
    if (slice_equals(key, SLICE("warned")))
        return read_list(scan, report, &report->warned);
    if (slice_equals(key, SLICE("id")))
        return read_id(scan, report, &place->id);
    if (slice_equals(key, SLICE("time_ms")))
        return read_id(scan, report, &place->time);
    if (slice_equals(key, SLICE("tenant")))
        return read_text(scan, report, &report->tenant);
    if (slice_equals(key, SLICE("env")) || slice_equals(key, SLICE("environment")))
        return read_text(scan, report, &report->environment);
    return json_skip(scan, NULL);
}

static bool is_set(struct stream_id id)
{
    return stream_id_compare(id, STREAM_ID_MIN) != 0;
}

static struct stream_id place_in_time(const struct report *report, const struct place *place)
{
    int64_t end_ms;
    bool has_offset;

    if (is_set(place->id))
        return place->id;
    if (is_set(place->time))
        return place->time;
    if (timestamp_parse_iso(report->window_end, &end_ms, &has_offset))
        return stream_id_at(end_ms);
    return STREAM_ID_MIN;
}

bool ndjson_parse(struct slice line, struct report *report, struct error *error)
{
    struct place place = {STREAM_ID_MIN, STREAM_ID_MIN};
    struct json_string key;
    struct json_scan scan;

    report_reset(report);
    line.data = arena_copy(&report->text, line.data, line.size);
    json_begin(&scan, line);
    bool more = json_open(&scan, JSON_OBJECT);
    while (more)
        more = json_member(&scan, &key) &&
               read_member(&scan, report, &place, json_view(&key, &report->text));
    if (!json_finish(&scan))
        return json_error(&scan, error);
    if (report->dialect == DIALECT_NONE)
        return error_set(error, ERROR_INPUT, "the line has no dimensions");
    report->id = place_in_time(report, &place);
    report_complete(report);
    return true;
}
