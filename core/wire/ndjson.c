#include "config.h"

#include "wire/ndjson.h"

#include "base/timestamp.h"
#include "wire/complete.h"
#include "wire/ndjson_field.h"
#include "wire/readings.h"

#include <string.h>

#define FIRST_ID_MS UINT64_C(100000000000) /* 1973 */

/* A time as it is written, under the best name that the line has for it so far. */
struct written {
    struct slice text;
    size_t rank;
};

/* What a line says of times. */
struct times {
    struct stream_id id; /* STREAM_ID_MIN: it does not say */
    struct stream_id ms; /* likewise */
    struct written made; /* when the report was made */
    struct written start;
    struct written end;
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

/* Returns whether a text tells a time under that name. What sinks write is shown as it is. */
static bool tells_time(const struct ndjson_name *name, enum json_kind kind, struct slice text)
{
    bool has_offset;
    int64_t ms;

    return (name->rank == 0 && kind == JSON_STRING && text.size > 0) ||
           timestamp_parse_written(text, &ms, &has_offset);
}

static void take_written(struct written *written, const struct ndjson_name *name,
                         enum json_kind kind, struct slice text)
{
    if (name->rank > written->rank)
        return;
    if (tells_time(name, kind, text))
        *written = (struct written){text, name->rank};
    else if (name->rank == written->rank)
        *written = (struct written){{0}, SIZE_MAX};
}

/* Reads a time that is written as a text or as a number of the epoch. */
static bool read_written(struct json_scan *scan, struct report *report,
                         const struct ndjson_name *name, struct written *written)
{
    enum json_kind kind = json_peek(scan);
    struct slice text = {0};
    bool finite;
    bool read = kind == JSON_NUMBER ? json_read_number_text(scan, &text, &finite)
                                    : read_text(scan, report, &text);

    if (read)
        take_written(written, name, kind, text);
    return read;
}

/* {"start": …, "end": …} */
static bool read_window_object(struct json_scan *scan, struct report *report,
                               const struct ndjson_name *window, struct times *times)
{
    struct json_string key;

    if (!json_open(scan, JSON_OBJECT))
        return false;
    while (json_member(scan, &key)) {
        struct ndjson_name name = ndjson_name_of(json_view(&key, &report->text));
        bool read = name.field == FIELD_START ? read_written(scan, report, window, &times->start)
                    : name.field == FIELD_END ? read_written(scan, report, window, &times->end)
                                              : json_skip(scan, NULL);
        if (!read)
            return false;
    }
    return scan->wrong == NULL;
}

/* [start, end] */
static bool read_window_array(struct json_scan *scan, struct report *report,
                              const struct ndjson_name *window, struct times *times)
{
    struct written *places[] = {&times->start, &times->end};

    if (!json_open(scan, JSON_ARRAY))
        return false;
    for (size_t i = 0; json_element(scan); i++) {
        bool read = i < 2 ? read_written(scan, report, window, places[i]) : json_skip(scan, NULL);
        if (!read)
            return false;
    }
    return scan->wrong == NULL;
}

/* "start/end", as ISO 8601 writes an interval. */
static bool read_window_text(struct json_scan *scan, struct report *report,
                             const struct ndjson_name *window, struct times *times)
{
    struct slice text;

    if (!read_text(scan, report, &text))
        return false;
    struct slice start = slice_split(&text, '/');
    take_written(&times->start, window, JSON_STRING, start);
    take_written(&times->end, window, JSON_STRING, text);
    return true;
}

static bool read_window(struct json_scan *scan, struct report *report,
                        const struct ndjson_name *name, struct times *times)
{
    switch (json_peek(scan)) {
    case JSON_OBJECT:
        return read_window_object(scan, report, name, times);
    case JSON_ARRAY:
        return read_window_array(scan, report, name, times);
    default:
        return read_window_text(scan, report, name, times);
    }
}

/* Reads "ms-seq", or whole milliseconds as a string or a number; below `first_ms` they count the
 * lines of a table. */
static bool read_id(struct json_scan *scan, struct report *report, uint64_t first_ms,
                    struct stream_id *id)
{
    struct json_number number;
    struct slice text;

    *id = STREAM_ID_MIN;
    if (json_peek(scan) != JSON_NUMBER) {
        if (!read_text(scan, report, &text))
            return false;
        bool whole = text.size > 0 && memchr(text.data, '-', text.size) == NULL;
        if (stream_id_parse(text, id) && whole && id->ms < first_ms)
            *id = STREAM_ID_MIN;
        return true;
    }
    if (!json_read_number(scan, &number))
        return false;
    id->ms = number.integer >= first_ms ? number.integer : 0;
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

static bool read_member(struct json_scan *scan, struct report *report, struct times *times,
                        struct slice key)
{
    struct ndjson_name name = ndjson_name_of(key);

    switch (name.field) {
    case FIELD_DIMS:
        return read_dimensions(scan, report, DIALECT_BAR);
    case FIELD_DIMENSIONS:
        return read_dimensions(scan, report, DIALECT_LINE);
    case FIELD_REPORT:
        return read_dimensions(scan, report, DIALECT_COMMA);
    case FIELD_DEGRADED:
        return read_list(scan, report, &report->degraded);
    case FIELD_WARNED:
        return read_list(scan, report, &report->warned);
    case FIELD_TENANT:
        return read_text(scan, report, &report->tenant);
    case FIELD_ENVIRONMENT:
        return read_text(scan, report, &report->environment);
    case FIELD_ID:
        return read_id(scan, report, FIRST_ID_MS, &times->id);
    case FIELD_TIME_MS:
        return read_id(scan, report, 0, &times->ms);
    case FIELD_TIME:
        return read_written(scan, report, &name, &times->made);
    case FIELD_START:
        return read_written(scan, report, &name, &times->start);
    case FIELD_END:
        return read_written(scan, report, &name, &times->end);
    case FIELD_WINDOW:
        return read_window(scan, report, &name, times);
    case FIELD_OTHER:
        break;
    }
    return json_skip(scan, NULL);
}

static bool is_set(struct stream_id id)
{
    return stream_id_compare(id, STREAM_ID_MIN) != 0;
}

static struct stream_id place_in_time(const struct times *times)
{
    bool has_offset;
    int64_t ms;

    if (is_set(times->id))
        return times->id;
    if (is_set(times->ms))
        return times->ms;
    if (timestamp_parse_written(times->made.text, &ms, &has_offset) ||
        timestamp_parse_written(times->end.text, &ms, &has_offset))
        return stream_id_at(ms);
    return STREAM_ID_MIN;
}

bool ndjson_parse(struct slice line, struct report *report, struct error *error)
{
    const struct written none = {{0}, SIZE_MAX};
    struct times times = {STREAM_ID_MIN, STREAM_ID_MIN, none, none, none};
    struct json_string key;
    struct json_scan scan;

    report_reset(report);
    line.data = arena_copy(&report->text, line.data, line.size);
    json_begin(&scan, line);
    bool more = json_open(&scan, JSON_OBJECT);
    while (more)
        more = json_member(&scan, &key) &&
               read_member(&scan, report, &times, json_view(&key, &report->text));
    if (!json_finish(&scan))
        return json_error(&scan, error);
    if (report->dialect == DIALECT_NONE)
        return error_set(error, ERROR_INPUT, "the line has no dimensions");
    report->window_start = window_text(report, times.start.text);
    report->window_end = window_text(report, times.end.text);
    report->id = place_in_time(&times);
    report_complete(report);
    return true;
}
