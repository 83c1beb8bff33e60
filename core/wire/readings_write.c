#include "config.h"

#include "wire/readings.h"

static void write_number(struct json_writer *json, double number, struct slice text)
{
    if (text.size > 0)
        json_write_raw(json, text);
    else
        json_write_number(json, number);
}

static void write_reading(struct json_writer *json, const struct reading *reading)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "name");
    json_write_string(json, reading->name);
    json_write_key(json, "severity");
    json_write_string(json, reading_severity_word(reading));
    json_write_key(json, "value");
    write_number(json, reading->value, reading_text(reading, NUMBER_VALUE));
    json_write_key(json, "baseline");
    write_number(json, reading->baseline, reading_text(reading, NUMBER_BASELINE));
    json_write_key(json, "z_score");
    write_number(json, reading->z, reading_text(reading, NUMBER_Z));
    json_write_key(json, "sample_count");
    if (reading->sample_count != SAMPLE_COUNT_UNKNOWN)
        json_write_unsigned(json, reading->sample_count);
    else
        json_write_null(json);
    json_write_key(json, "metadata");
    json_write_json(json, reading->metadata);
    json_write_close(json, JSON_OBJECT);
}

void readings_write(struct json_writer *json, const struct report *report)
{
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < report->count; i++)
        write_reading(json, &report->readings[i]);
    json_write_close(json, JSON_ARRAY);
}
