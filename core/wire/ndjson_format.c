#include "config.h"

#include "wire/ndjson.h"

#include "wire/lists.h"
#include "wire/readings.h"

static void write_list(struct json_writer *json, const struct report *report, struct slice list,
                       enum severity severity)
{
    struct list_names names = list_names(report, list, severity);
    struct slice name;

    if (list.data == NULL) {
        json_write_null(json);
        return;
    }
    json_write_open(json, JSON_ARRAY);
    while (list_next(&names, &name))
        json_write_string(json, name);
    json_write_close(json, JSON_ARRAY);
}

/* A report that was to be written wherever the server puts it has no place. */
static void write_place(struct json_writer *json, struct stream_id id)
{
    bool is_placed = stream_id_compare(id, STREAM_ID_MIN) != 0;
    char text[STREAM_ID_SIZE];

    stream_id_format(id, text);
    json_write_key(json, "id");
    json_write_string(json, is_placed ? slice_of(text) : (struct slice){0});
    json_write_key(json, "time_ms");
    if (is_placed)
        json_write_unsigned(json, id.ms);
    else
        json_write_null(json);
}

void ndjson_format(struct buffer *out, struct slice tenant, const struct report *report)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "tenant");
    json_write_string(&json, tenant);
    if (report->environment.size > 0) {
        json_write_key(&json, "env");
        json_write_string(&json, report->environment);
    }
    write_place(&json, report->id);
    json_write_key(&json, "window_start");
    json_write_string(&json, report->window_start);
    json_write_key(&json, "window_end");
    json_write_string(&json, report->window_end);
    json_write_key(&json, "degraded");
    write_list(&json, report, report->degraded, SEVERITY_DEGRADED);
    json_write_key(&json, "warned");
    write_list(&json, report, report->warned, SEVERITY_WARN);
    json_write_key(&json, "dimensions");
    readings_write(&json, report);
    json_write_close(&json, JSON_OBJECT);
    buffer_char(out, '\n');
}
