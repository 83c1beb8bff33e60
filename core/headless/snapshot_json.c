/* The schema "driftop.snapshot/1", one tenant a line. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "drift/bucket.h"
#include "headless/flush.h"
#include "judge/newest.h"
#include "judge/statistics.h"
#include "wire/json_write.h"

#include <math.h>
#include <stdlib.h>

/* What the series of all dimensions share. Most buckets are empty, and an empty one reads the same
 * in every series: their text is made once, and whole runs of it are copied. */
struct series {
    struct time_grid grid;
    struct bucket *buckets;
    struct buffer empty; /* all buckets, empty, as an array */
    size_t *begin;       /* where each of them begins in it; one more for the end */
};

static void write_severity(struct json_writer *json, enum severity severity)
{
    if (severity == SEVERITY_ABSENT)
        json_write_null(json);
    else
        json_write_string(json, slice_of(severity_name(severity)));
}

/* A bucket stands for its extreme: one bad report in it is not averaged away. */
static double farthest_z(const struct bucket *bucket)
{
    return fabs(bucket->z_min) > fabs(bucket->z_max) ? bucket->z_min : bucket->z_max;
}

static void write_bucket(struct json_writer *json, int64_t start_ms, const struct bucket *bucket)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "start_ms");
    json_write_signed(json, start_ms);
    json_write_key(json, "z");
    json_write_number(json, farthest_z(bucket));
    json_write_key(json, "severity");
    write_severity(json, bucket->worst);
    json_write_key(json, "count");
    json_write_unsigned(json, bucket->count);
    json_write_close(json, JSON_OBJECT);
}

static void series_init(struct series *series, const struct snapshot_frame *frame)
{
    struct json_writer json = {.out = &series->empty, .style = &json_compact};
    const struct sample absent = SAMPLE_ABSENT;
    struct bucket empty;

    *series = (struct series){.grid = grid_of(frame->window, frame->buckets, ZONE_UTC)};
    series->buckets = mem_zalloc(series->grid.count, sizeof(*series->buckets));
    series->begin = mem_zalloc(series->grid.count + 1, sizeof(*series->begin));
    bucket_of_sample(&absent, &empty);
    json_write_open(&json, JSON_ARRAY);
    for (size_t i = 0; i < series->grid.count; i++) {
        series->begin[i] = series->empty.size + (i > 0);
        write_bucket(&json, grid_bucket(&series->grid, i).start_ms, &empty);
    }
    series->begin[series->grid.count] = series->empty.size + 1;
    json_write_close(&json, JSON_ARRAY);
}

static void series_free(struct series *series)
{
    free(series->buckets);
    free(series->begin);
    buffer_free(&series->empty);
}

/* Returns the first bucket from `at` on that is not empty, or the end. */
static size_t run_end(const struct series *series, size_t at)
{
    while (at < series->grid.count && series->buckets[at].count == 0)
        at++;
    return at;
}

static void write_series(struct json_writer *json, const struct series *series)
{
    json_write_open(json, JSON_ARRAY);
    for (size_t at = 0; at < series->grid.count;) {
        size_t end = run_end(series, at);
        if (end > at) {
            size_t begin = series->begin[at];
            json_write_raw(
                json, (struct slice){series->empty.data + begin, series->begin[end] - begin - 1});
        } else {
            write_bucket(json, grid_bucket(&series->grid, at).start_ms, &series->buckets[at]);
            end++;
        }
        at = end;
    }
    json_write_close(json, JSON_ARRAY);
}

static void write_window(struct json_writer *json, const struct bucket *bucket)
{
    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "z_min");
    json_write_number(json, bucket->z_min);
    json_write_key(json, "z_max");
    json_write_number(json, bucket->z_max);
    json_write_key(json, "z_mean");
    json_write_number(json, bucket->z_mean);
    json_write_key(json, "worst");
    write_severity(json, bucket->worst);
    json_write_key(json, "ok");
    json_write_unsigned(json, bucket->ok);
    json_write_key(json, "warn");
    json_write_unsigned(json, bucket->warn);
    json_write_key(json, "degraded");
    json_write_unsigned(json, bucket->degraded);
    json_write_key(json, "no_data");
    json_write_unsigned(json, bucket->no_data);
    json_write_close(json, JSON_OBJECT);
}

static void write_newest(struct json_writer *json, const struct tenant *tenant,
                         const struct dimension_verdict *verdict)
{
    uint64_t sample_count = dimension_sample_count(tenant, verdict);

    json_write_key(json, "severity");
    json_write_string(json, slice_of(dimension_severity_word(tenant, verdict)));
    json_write_key(json, "value");
    json_write_number(json, verdict->newest.value);
    json_write_key(json, "baseline");
    json_write_number(json, verdict->newest.baseline);
    json_write_key(json, "z_score");
    json_write_number(json, verdict->newest.z);
    json_write_key(json, "sample_count");
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        json_write_unsigned(json, sample_count);
    else
        json_write_null(json);
}

static void write_dimension(struct json_writer *json, const struct tenant *tenant,
                            const struct dimension_verdict *verdict, struct time_range window,
                            struct series *series)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];
    struct bucket bucket;

    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "name");
    json_write_string(json, (struct slice){dimension->name, dimension->name_size});
    json_write_key(json, "state");
    json_write_string(json, slice_of(state_name(verdict->state)));
    write_newest(json, tenant, verdict);
    json_write_key(json, "window");
    statistics_of_dimension(tenant, verdict, window, &bucket);
    write_window(json, &bucket);
    json_write_key(json, "series");
    buckets_of_dimension(&tenant->history, verdict->dimension, &series->grid, series->buckets);
    write_series(json, series);
    json_write_close(json, JSON_OBJECT);
}

static void write_last_report(struct json_writer *json, const struct tenant_verdict *verdict,
                              struct time_range window)
{
    struct stream_id id;
    char text[STREAM_ID_SIZE];
    bool known = tenant_last_report(verdict->tenant, window.end_ms, &id);

    if (known)
        stream_id_format(id, text);
    json_write_key(json, "last_id");
    json_write_string(json, known ? slice_of(text) : (struct slice){0});
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
                         struct time_range window, struct series *series)
{
    const struct tenant *tenant = verdict->tenant;

    json_write_open(json, JSON_OBJECT);
    json_write_key(json, "tenant");
    json_write_string(json, (struct slice){tenant->name, tenant->name_size});
    json_write_key(json, "state");
    json_write_string(json, slice_of(state_name(verdict->state)));
    write_last_report(json, verdict, window);
    json_write_key(json, "reports");
    json_write_unsigned(json, statistics_reports(tenant, window));
    json_write_key(json, "entries");
    json_write_unsigned(json, tenant->entries);
    json_write_key(json, "skipped");
    json_write_unsigned(json, tenant->skipped);
    json_write_key(json, "dimensions");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < verdict->dimension_count; i++)
        write_dimension(json, tenant, &verdict->dimensions[i], window, series);
    json_write_close(json, JSON_ARRAY);
    json_write_close(json, JSON_OBJECT);
}

/* All but the tenants, whose array comes last and stays open, as the object does. */
static void write_head(struct buffer *out, const struct snapshot_frame *frame)
{
    struct json_writer json = {.out = out, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "schema");
    json_write_string(&json, SLICE("driftop.snapshot/1"));
    json_write_key(&json, "generated_ms");
    json_write_signed(&json, frame->generated_ms);
    json_write_key(&json, "source");
    json_write_string(&json, slice_of(frame->source));
    json_write_key(&json, "window");
    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "start_ms");
    json_write_signed(&json, frame->window.start_ms);
    json_write_key(&json, "end_ms");
    json_write_signed(&json, frame->window.end_ms);
    json_write_close(&json, JSON_OBJECT);
    json_write_key(&json, "tenants");
    json_write_open(&json, JSON_ARRAY);
}

/* Each on a line of its own, and on its way before the next is written: a large fleet needs no text
 * of its size. */
static bool write_tenants(FILE *out, struct buffer *text, const struct listing *tenants,
                          const struct snapshot_frame *frame)
{
    struct series series;
    bool written = true;

    series_init(&series, frame);
    for (size_t i = 0; i < tenants->count && written; i++) {
        struct json_writer json = {.out = text, .style = &json_compact};
        buffer_string(text, i > 0 ? ",\n" : "\n");
        write_tenant(&json, tenants->rows[i], frame->window, &series);
        written = flush(out, text);
    }
    series_free(&series);
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
