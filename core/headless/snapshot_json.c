/* The schema "driftop.snapshot/1", one tenant a line. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "headless/flush.h"
#include "headless/json_series.h"
#include "judge/newest.h"
#include "judge/statistics.h"

#include <cjson/cJSON.h>
#include <string.h>

static void write_number(struct json_writer *json, const char *key, double number)
{
    json_write_key(json, key);
    json_write_number(json, number);
}

static void write_count(struct json_writer *json, const char *key, uint64_t count)
{
    json_write_key(json, key);
    json_write_unsigned(json, count);
}

static void write_text(struct json_writer *json, const char *key, struct slice text)
{
    json_write_key(json, key);
    json_write_string(json, text);
}

static void write_window(struct json_writer *json, const struct bucket *bucket)
{
    json_write_open(json, JSON_OBJECT);
    write_number(json, "z_min", bucket->z_min);
    write_number(json, "z_max", bucket->z_max);
    write_number(json, "z_mean", bucket->z_mean);
    json_write_key(json, "worst");
    json_series_write_severity(json, bucket->worst);
    write_count(json, "ok", bucket->ok);
    write_count(json, "warn", bucket->warn);
    write_count(json, "degraded", bucket->degraded);
    write_count(json, "no_data", bucket->no_data);
    json_write_close(json, JSON_OBJECT);
}

static void write_newest(struct json_writer *json, const struct tenant *tenant,
                         const struct dimension_verdict *verdict)
{
    uint64_t sample_count = dimension_sample_count(tenant, verdict);

    write_text(json, "severity", slice_of(dimension_severity_word(tenant, verdict)));
    write_number(json, "value", verdict->newest.value);
    write_number(json, "baseline", verdict->newest.baseline);
    write_number(json, "z_score", verdict->newest.z);
    json_write_key(json, "sample_count");
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        json_write_unsigned(json, sample_count);
    else
        json_write_null(json);
}

static void write_dimension(struct json_writer *json, const struct tenant *tenant,
                            const struct dimension_verdict *verdict, struct time_range window,
                            struct json_series *series)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];
    struct bucket bucket;

    json_write_open(json, JSON_OBJECT);
    write_text(json, "name", (struct slice){dimension->name, dimension->name_size});
    write_text(json, "state", slice_of(state_name(verdict->state)));
    write_newest(json, tenant, verdict);
    json_write_key(json, "window");
    statistics_of_dimension(tenant, verdict, window, &bucket);
    write_window(json, &bucket);
    json_write_key(json, "series");
    json_series_write(series, &tenant->history, verdict->dimension, json);
    json_write_close(json, JSON_OBJECT);
}

static void write_last_report(struct json_writer *json, const struct tenant_verdict *verdict,
                              struct time_range window)
{
    struct stream_id id = verdict->newest_id;
    char text[STREAM_ID_SIZE];
    bool known = verdict->newest_ms != INT64_MIN;

    if (known)
        stream_id_format(id, text);
    write_text(json, "last_id", known ? slice_of(text) : (struct slice){0});
    json_write_key(json, "last_ms");
    if (known)
        json_write_signed(json, stream_id_time(id));
    else
        json_write_null(json);
    json_write_key(json, "age_ms");
    if (known)
        json_write_signed(json, verdict_age(verdict, window.end_ms));
    else
        json_write_null(json);
}

static void write_tenant(struct json_writer *json, const struct tenant_verdict *verdict,
                         struct time_range window, struct json_series *series)
{
    const struct tenant *tenant = verdict->tenant;

    json_write_open(json, JSON_OBJECT);
    write_text(json, "tenant", (struct slice){tenant->name, tenant->name_size});
    write_text(json, "state", slice_of(state_name(verdict->state)));
    write_last_report(json, verdict, window);
    write_count(json, "reports", statistics_reports(tenant, window));
    write_count(json, "entries", tenant->entries);
    write_count(json, "skipped", tenant->skipped);
    json_write_key(json, "dimensions");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < verdict->dimension_count; i++)
        write_dimension(json, tenant, &verdict->dimensions[i], window, series);
    json_write_close(json, JSON_ARRAY);
    json_write_close(json, JSON_OBJECT);
}

/* Returns what was made, unless there was no memory for it. */
static cJSON *made(cJSON *item)
{
    if (item == NULL)
        mem_exhausted();
    return item;
}

/* All but the tenants, whose array comes last and stays open, as the object does. This is small,
 * and unlike what follows it may be built as a tree. Times in milliseconds are exact in a double.
 */
static void write_head(struct buffer *out, const struct snapshot_frame *frame)
{
    cJSON *head = made(cJSON_CreateObject());

    made(cJSON_AddStringToObject(head, "schema", "driftop.snapshot/1"));
    made(cJSON_AddNumberToObject(head, "generated_ms", (double)frame->generated_ms));
    made(cJSON_AddStringToObject(head, "source", frame->source));
    cJSON *window = made(cJSON_AddObjectToObject(head, "window"));
    made(cJSON_AddNumberToObject(window, "start_ms", (double)frame->window.start_ms));
    made(cJSON_AddNumberToObject(window, "end_ms", (double)frame->window.end_ms));
    char *text = cJSON_PrintUnformatted(head);
    if (text == NULL)
        mem_exhausted();
    buffer_append(out, text, strlen(text) - 1);
    buffer_string(out, ",\"tenants\":[");
    cJSON_free(text);
    cJSON_Delete(head);
}

/* Each on a line of its own, and on its way before the next is written: a large fleet needs no text
 * of its size. */
static bool write_tenants(FILE *out, struct buffer *text, const struct listing *tenants,
                          const struct snapshot_frame *frame)
{
    struct json_series series;
    bool written = true;

    json_series_init(&series, frame->window, frame->buckets);
    for (size_t i = 0; i < tenants->count && written; i++) {
        struct json_writer json = {.out = text, .style = &json_compact};
        buffer_string(text, i > 0 ? ",\n" : "\n");
        write_tenant(&json, tenants->rows[i], frame->window, &series);
        written = flush(out, text);
    }
    json_series_free(&series);
    return written;
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct buffer text = {0};

    write_head(&text, frame);
    bool written = write_tenants(out, &text, tenants, frame);
    buffer_string(&text, "\n]}\n");
    written = written && flush(out, &text);
    buffer_free(&text);
    return written;
}

const struct snapshot_format snapshot_json_format = {
    .format = {"json", FOR_SNAPSHOT},
    .print = print,
};
