#include "config.h"

#include "headless/export.h"

#include "base/timestamp.h"
#include "headless/csv.h"

static void write_reading(struct csv_row *row, const struct reading *reading)
{
    csv_text(row, reading->name);
    csv_text(row, reading->severity_word);
    csv_number_text(row, reading->value, reading_text(reading, NUMBER_VALUE));
    csv_number_text(row, reading->baseline, reading_text(reading, NUMBER_BASELINE));
    csv_number_text(row, reading->z, reading_text(reading, NUMBER_Z));
    if (reading->sample_count != SAMPLE_COUNT_UNKNOWN)
        csv_unsigned(row, reading->sample_count);
    else
        csv_text(row, SLICE(""));
    csv_json(row, reading->metadata);
}

static void write_record(struct buffer *out, struct slice tenant, const struct report *report)
{
    struct csv_row row = {.out = out};
    char id[STREAM_ID_SIZE];
    char time[32];

    stream_id_format(report->id, id);
    timestamp_format_iso(stream_id_time(report->id), time);
    for (size_t i = 0; i < report->count; i++) {
        csv_text(&row, tenant);
        csv_text(&row, slice_of(id));
        csv_text(&row, slice_of(time));
        csv_text(&row, report->window_start);
        csv_text(&row, report->window_end);
        write_reading(&row, &report->readings[i]);
        csv_end(&row);
    }
}

static void write_header(struct buffer *out)
{
    static const char *const names[] = {
        "tenant",   "id",    "time",     "window_start", "window_end",   "dimension",
        "severity", "value", "baseline", "z_score",      "sample_count", "metadata",
    };
    struct csv_row row = {.out = out};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        csv_text(&row, slice_of(names[i]));
    csv_end(&row);
}

const struct export_format export_csv_format = {
    .format = {.name = "csv", .set = FOR_EXPORT},
    .header = write_header,
    .record = write_record,
};
