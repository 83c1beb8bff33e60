/* The schema "driftop.snapshot/1", one tenant a line. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "drift/bucket.h"
#include "judge/judged.h"
#include "wire/json_write.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* Text from outside may be no UTF-8, and may hold a NUL, where cJSON would end it. */
static void add_text(cJSON *object, const char *key, struct slice text)
{
    struct buffer quoted = {0};

    json_write_string(&quoted, text);
    cJSON_AddRawToObject(object, key, buffer_text(&quoted));
    buffer_free(&quoted);
}

/* cJSON prints 15 digits where those are nearly the same number; here it has to be the same. */
static void add_number(cJSON *object, const char *key, double number)
{
    struct buffer text = {0};

    json_write_number(&text, number);
    cJSON_AddRawToObject(object, key, buffer_text(&text));
    buffer_free(&text);
}

/* Whole numbers never go through a double, which would round those above 2^53. */
static void add_unsigned(cJSON *object, const char *key, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRIu64, number);
    cJSON_AddRawToObject(object, key, text);
}

static void add_signed(cJSON *object, const char *key, int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, number);
    cJSON_AddRawToObject(object, key, text);
}

static void add_severity(cJSON *object, const char *key, enum severity severity)
{
    if (severity == SEVERITY_ABSENT)
        cJSON_AddNullToObject(object, key);
    else
        cJSON_AddStringToObject(object, key, severity_name(severity));
}

static void add_window(cJSON *object, const struct bucket *bucket)
{
    cJSON *window = cJSON_AddObjectToObject(object, "window");

    add_number(window, "z_min", bucket->z_min);
    add_number(window, "z_max", bucket->z_max);
    add_number(window, "z_mean", bucket->z_mean);
    add_severity(window, "worst", bucket->worst);
    add_unsigned(window, "ok", bucket->ok);
    add_unsigned(window, "warn", bucket->warn);
    add_unsigned(window, "degraded", bucket->degraded);
    add_unsigned(window, "no_data", bucket->no_data);
}

/* A bucket stands for its extreme: one bad report in it is not averaged away. */
static double farthest_z(const struct bucket *bucket)
{
    return fabs(bucket->z_min) > fabs(bucket->z_max) ? bucket->z_min : bucket->z_max;
}

/* What the series of all dimensions share. */
struct series {
    struct time_grid grid;
    struct bucket *buckets;
};

static void add_series(cJSON *object, const struct history *history, size_t column,
                       const struct series *series)
{
    cJSON *array = cJSON_AddArrayToObject(object, "series");

    buckets_of_dimension(history, column, &series->grid, series->buckets);
    for (size_t i = 0; i < series->grid.count; i++) {
        const struct bucket *bucket = &series->buckets[i];
        cJSON *element = cJSON_CreateObject();
        add_signed(element, "start_ms", grid_bucket(&series->grid, i).start_ms);
        add_number(element, "z", farthest_z(bucket));
        add_severity(element, "severity", bucket->worst);
        add_unsigned(element, "count", bucket->count);
        cJSON_AddItemToArray(array, element);
    }
}

static cJSON *json_of_dimension(const struct tenant *tenant,
                                const struct dimension_summary *summary,
                                const struct series *series)
{
    const struct dimension *dimension = &tenant->dimensions[summary->dimension];
    uint64_t sample_count = dimension_sample_count(tenant, summary);
    cJSON *object = cJSON_CreateObject();

    add_text(object, "name", (struct slice){dimension->name, dimension->name_size});
    cJSON_AddStringToObject(object, "state", state_name(summary->state));
    add_text(object, "severity", slice_of(dimension_severity_word(tenant, summary)));
    add_number(object, "value", summary->newest.value);
    add_number(object, "baseline", summary->newest.baseline);
    add_number(object, "z_score", summary->newest.z);
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        add_unsigned(object, "sample_count", sample_count);
    else
        cJSON_AddNullToObject(object, "sample_count");
    add_window(object, &summary->window);
    add_series(object, &tenant->history, summary->dimension, series);
    return object;
}

static void add_last_report(cJSON *object, const struct tenant_summary *summary,
                            struct time_range window)
{
    struct stream_id id;
    char text[STREAM_ID_SIZE];

    if (!judged_last_report(summary->tenant, window, &id)) {
        cJSON_AddNullToObject(object, "last_id");
        cJSON_AddNullToObject(object, "last_ms");
        cJSON_AddNullToObject(object, "age_ms");
        return;
    }
    stream_id_format(id, text);
    cJSON_AddStringToObject(object, "last_id", text);
    add_signed(object, "last_ms", stream_id_time(id));
    add_signed(object, "age_ms", summary->age_ms);
}

static cJSON *json_of_tenant(const struct judged_tenant *judged, struct time_range window,
                             const struct series *series)
{
    const struct tenant *tenant = judged->summary.tenant;
    cJSON *object = cJSON_CreateObject();

    add_text(object, "tenant", (struct slice){tenant->name, tenant->name_size});
    cJSON_AddStringToObject(object, "state", state_name(judged->summary.state));
    add_last_report(object, &judged->summary, window);
    add_unsigned(object, "reports", judged->summary.reports);
    add_unsigned(object, "entries", tenant->entries);
    add_unsigned(object, "skipped", tenant->skipped);
    cJSON *dimensions = cJSON_AddArrayToObject(object, "dimensions");
    for (size_t i = 0; i < judged->dimension_count; i++)
        cJSON_AddItemToArray(dimensions, json_of_dimension(tenant, &judged->dimensions[i], series));
    return object;
}

/* All but the tenants, whose array comes last and is filled one by one. */
static cJSON *json_of_head(const struct snapshot_frame *frame)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "schema", "driftop.snapshot/1");
    add_signed(object, "generated_ms", frame->generated_ms);
    add_text(object, "source", slice_of(frame->source));
    cJSON *window = cJSON_AddObjectToObject(object, "window");
    add_signed(window, "start_ms", frame->window.start_ms);
    add_signed(window, "end_ms", frame->window.end_ms);
    return object;
}

/* Takes over `json` and returns it as text in which nothing can act on a terminal. */
static struct buffer printed(cJSON *json)
{
    struct buffer text = {0};
    char *raw = cJSON_PrintUnformatted(json);

    json_write_json(&text, slice_of(raw));
    cJSON_free(raw);
    cJSON_Delete(json);
    return text;
}

static void print_head(FILE *out, const struct snapshot_frame *frame)
{
    struct buffer text = printed(json_of_head(frame));

    /* The object stays open for the tenants. */
    fwrite(text.data, 1, text.size - 1, out);
    fputs(",\"tenants\":[", out);
    buffer_free(&text);
}

static void print_tenant(FILE *out, const struct judged_tenant *judged, struct time_range window,
                         const struct series *series)
{
    struct buffer text = printed(json_of_tenant(judged, window, series));

    fwrite(text.data, 1, text.size, out);
    buffer_free(&text);
}

bool snapshot_json(FILE *out, const struct fleet *fleet, const struct snapshot_frame *frame)
{
    struct series series = {.grid = grid_of(frame->window, frame->buckets, ZONE_UTC)};
    struct judged_fleet judged;

    /* With an allocation that does not return without memory, no call of cJSON's fails. */
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = mem_alloc, .free_fn = free});
    series.buckets = mem_zalloc(series.grid.count, sizeof(*series.buckets));
    judge_fleet(fleet, frame->window, JUDGED_BY_NAME, &judged);
    print_head(out, frame);
    /* One at a time, so that a large fleet needs no tree of its size. */
    for (size_t i = 0; i < judged.count && !ferror(out); i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        print_tenant(out, &judged.tenants[i], frame->window, &series);
    }
    fputs("\n]}\n", out);

    judged_free(&judged);
    free(series.buckets);
    return !ferror(out);
}
