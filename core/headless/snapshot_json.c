/* The schema "driftop.snapshot/1", one tenant a line. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "headless/flush.h"
#include "headless/json_attention.h"
#include "headless/json_member.h"
#include "headless/json_metadata.h"
#include "headless/json_series.h"
#include "headless/json_verdict.h"
#include "judge/newest.h"
#include "judge/statistics.h"

#include <cjson/cJSON.h>
#include <string.h>

static void write_flaws(struct json_writer *json, const struct report_flaws *flaws)
{
    json_write_key(json, "flaws");
    json_write_open(json, JSON_OBJECT);
    for (int flaw = 0; flaw < FLAW_COUNT; flaw++) {
        if (flaws->count[flaw] > 0)
            json_member_count(json, flaw_name((enum flaw)flaw), flaws->count[flaw]);
    }
    json_write_close(json, JSON_OBJECT);
}

static void write_window(struct json_writer *json, const struct bucket *bucket)
{
    json_write_open(json, JSON_OBJECT);
    json_member_number(json, "z_min", bucket->z_min);
    json_member_number(json, "z_max", bucket->z_max);
    json_member_number(json, "z_mean", bucket->z_mean);
    json_write_key(json, "worst");
    json_series_write_severity(json, bucket->worst);
    json_member_count(json, "ok", bucket->ok);
    json_member_count(json, "warn", bucket->warn);
    json_member_count(json, "degraded", bucket->degraded);
    json_member_count(json, "no_data", bucket->no_data);
    json_write_close(json, JSON_OBJECT);
}

static void write_newest(struct json_writer *json, const struct tenant *tenant,
                         const struct dimension_verdict *verdict)
{
    uint64_t sample_count = dimension_sample_count(tenant, verdict);

    json_member_text(json, "severity", slice_of(dimension_severity_word(tenant, verdict)));
    json_member_number(json, "value", verdict->newest.value);
    json_member_number(json, "baseline", verdict->newest.baseline);
    json_member_number(json, "z_score", verdict->newest.z);
    json_write_key(json, "sample_count");
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        json_write_unsigned(json, sample_count);
    else
        json_write_null(json);
}

static void write_dimension(struct json_writer *json, const struct tenant *tenant,
                            const struct dimension_verdict *verdict,
                            const struct snapshot_frame *frame, struct json_series *series)
{
    const struct time_range window = frame->window;
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];
    struct bucket bucket;

    json_write_open(json, JSON_OBJECT);
    json_member_name(json, "name", "name_hex",
                     (struct slice){dimension->name, dimension->name_size});
    json_member_text(json, "state", slice_of(state_name(verdict->state)));
    write_newest(json, tenant, verdict);
    json_verdict_of_dimension(json, tenant, verdict);
    json_attention(json, frame->attention, tenant->name, dimension->name);
    json_metadata_changes(json, tenant, verdict->dimension, window);
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
    bool known = verdict->newest_ms != INT64_MIN;
    char text[STREAM_ID_SIZE];

    if (known)
        stream_id_format(verdict->newest_id, text);
    json_member_text(json, "last_id", known ? slice_of(text) : (struct slice){0});
    json_member_time(json, "last_ms", verdict->newest_ms);
    json_member_time(json, "age_ms", known ? verdict_age(verdict, window.end_ms) : INT64_MIN);
}

static void write_tenant(struct json_writer *json, const struct tenant_verdict *verdict,
                         const struct snapshot_frame *frame, struct json_series *series)
{
    const struct tenant *tenant = verdict->tenant;

    json_write_open(json, JSON_OBJECT);
    json_member_name(json, "tenant", "tenant_hex", (struct slice){tenant->name, tenant->name_size});
    json_member_text(json, "state", slice_of(state_name(verdict->state)));
    json_verdict_of_tenant(json, verdict);
    json_attention(json, frame->attention, tenant->name, NULL);
    write_last_report(json, verdict, frame->window);
    json_member_count(json, "reports", statistics_reports(tenant, frame->window));
    json_member_count(json, "entries", tenant->entries);
    json_member_count(json, "skipped", tenant->skipped);
    write_flaws(json, &tenant->flaws);
    json_write_key(json, "dimensions");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < verdict->dimension_count; i++)
        write_dimension(json, tenant, &verdict->dimensions[i], frame, series);
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

static void write_notes(cJSON *array, const struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        cJSON *note = made(cJSON_CreateObject());
        made(cJSON_AddStringToObject(note, "id", notes->list[i].id));
        made(cJSON_AddStringToObject(note, "text", buffer_text(&notes->list[i].text)));
        cJSON_AddItemToArray(array, note);
    }
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
    write_notes(made(cJSON_AddArrayToObject(head, "notes")), frame->notes);
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
        write_tenant(&json, tenants->rows[i], frame, &series);
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
    .format = {.name = "json", .set = FOR_SNAPSHOT},
    .has_notes = true,
    .warnings = true,
    .print = print,
};
