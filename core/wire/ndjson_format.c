#include "config.h"

#include "wire/ndjson.h"

#include "wire/json_write.h"

#include <inttypes.h>

/* Appends a string, or null where the producer wrote none. */
static void write_text(struct buffer *out, const char *key, struct slice text)
{
    buffer_string(out, key);
    if (text.data != NULL)
        json_write_string(out, text);
    else
        buffer_string(out, "null");
}

static void write_number(struct buffer *out, const char *key, double number)
{
    buffer_string(out, key);
    json_write_number(out, number);
}

static void write_list(struct buffer *out, const char *key, struct slice list)
{
    bool first = true;

    buffer_string(out, key);
    buffer_char(out, '[');
    while (list.size > 0) {
        struct slice name = slice_split(&list, '|');
        if (!first)
            buffer_char(out, ',');
        json_write_string(out, name);
        first = false;
    }
    buffer_char(out, ']');
}

/* Returns the word as the producer wrote it, or one that reads back as the same severity. */
static struct slice severity_word(const struct reading *reading)
{
    if (reading->severity_word.size > 0)
        return reading->severity_word;
    if (reading->severity == SEVERITY_NO_DATA)
        return SLICE("ok");
    return slice_of(severity_name(reading->severity));
}

static void write_reading(struct buffer *out, const struct reading *reading)
{
    write_text(out, "{\"name\":", reading->name);
    write_text(out, ",\"severity\":", severity_word(reading));
    write_number(out, ",\"value\":", reading->value);
    write_number(out, ",\"baseline\":", reading->baseline);
    write_number(out, ",\"z_score\":", reading->z);
    buffer_string(out, ",\"sample_count\":");
    if (reading->sample_count != SAMPLE_COUNT_UNKNOWN)
        buffer_printf(out, "%" PRIu64, reading->sample_count);
    else
        buffer_string(out, "null");
    buffer_string(out, ",\"metadata\":");
    json_write_json(out, reading->metadata);
    buffer_char(out, '}');
}

void ndjson_format(struct buffer *out, struct slice tenant, const struct report *report)
{
    char id[STREAM_ID_SIZE];

    stream_id_format(report->id, id);
    buffer_string(out, "{\"tenant\":");
    json_write_string(out, tenant);
    if (report->environment.size > 0)
        write_text(out, ",\"env\":", report->environment);
    buffer_printf(out, ",\"id\":\"%s\",\"time_ms\":%" PRIu64, id, report->id.ms);
    write_text(out, ",\"window_start\":", report->window_start);
    write_text(out, ",\"window_end\":", report->window_end);
    write_list(out, ",\"degraded\":", report->degraded);
    write_list(out, ",\"warned\":", report->warned);
    buffer_string(out, ",\"dimensions\":[");
    for (size_t i = 0; i < report->count; i++) {
        if (i > 0)
            buffer_char(out, ',');
        write_reading(out, &report->readings[i]);
    }
    buffer_string(out, "]}\n");
}
