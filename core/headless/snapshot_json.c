/* The schema "driftop.snapshot/1", one tenant a line. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "drift/bucket.h"
#include "headless/judged.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* Begins a member of an object: what stands before tells whether it is the first. */
static void write_key(struct buffer *out, const char *key)
{
    if (out->data[out->size - 1] != '{')
        buffer_char(out, ',');
    buffer_printf(out, "\"%s\":", key);
}

static void write_string(struct buffer *out, const char *key, struct slice text)
{
    write_key(out, key);
    json_write_string(out, text);
}

static void write_null(struct buffer *out, const char *key)
{
    write_key(out, key);
    buffer_string(out, "null");
}

/* Whole numbers never go through a double, which would round those above 2^53. */
static void write_unsigned(struct buffer *out, const char *key, uint64_t number)
{
    write_key(out, key);
    buffer_printf(out, "%" PRIu64, number);
}

static void write_signed(struct buffer *out, const char *key, int64_t number)
{
    write_key(out, key);
    buffer_printf(out, "%" PRId64, number);
}

static void write_number(struct buffer *out, const char *key, double number)
{
    write_key(out, key);
    json_write_number(out, number);
}

static void write_severity(struct buffer *out, const char *key, enum severity severity)
{
    if (severity == SEVERITY_ABSENT)
        write_null(out, key);
    else
        write_string(out, key, slice_of(severity_name(severity)));
}

static void write_window_statistics(struct buffer *out, const struct bucket *bucket)
{
    write_key(out, "window");
    buffer_char(out, '{');
    write_number(out, "z_min", bucket->z_min);
    write_number(out, "z_max", bucket->z_max);
    write_number(out, "z_mean", bucket->z_mean);
    write_severity(out, "worst", bucket->worst);
    write_unsigned(out, "ok", bucket->ok);
    write_unsigned(out, "warn", bucket->warn);
    write_unsigned(out, "degraded", bucket->degraded);
    write_unsigned(out, "no_data", bucket->no_data);
    buffer_char(out, '}');
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

static void write_series(struct buffer *out, const struct history *history, size_t column,
                         const struct series *series)
{
    buckets_of_dimension(history, column, &series->grid, series->buckets);
    write_key(out, "series");
    buffer_char(out, '[');
    for (size_t i = 0; i < series->grid.count; i++) {
        const struct bucket *bucket = &series->buckets[i];
        buffer_string(out, i > 0 ? ",{" : "{");
        write_signed(out, "start_ms", grid_bucket(&series->grid, i).start_ms);
        write_number(out, "z", farthest_z(bucket));
        write_severity(out, "severity", bucket->worst);
        write_unsigned(out, "count", bucket->count);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void write_dimension(struct buffer *out, const struct tenant *tenant,
                            const struct dimension_summary *summary, const struct series *series)
{
    const struct dimension *dimension = &tenant->dimensions[summary->dimension];
    uint64_t sample_count = judged_sample_count(tenant, summary);

    buffer_char(out, '{');
    write_string(out, "name", (struct slice){dimension->name, dimension->name_size});
    write_string(out, "state", slice_of(state_name(summary->state)));
    write_severity(out, "severity", summary->severity);
    write_number(out, "value", summary->newest.value);
    write_number(out, "baseline", summary->newest.baseline);
    write_number(out, "z_score", summary->newest.z);
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        write_unsigned(out, "sample_count", sample_count);
    else
        write_null(out, "sample_count");
    write_window_statistics(out, &summary->window);
    write_series(out, &tenant->history, summary->dimension, series);
    buffer_char(out, '}');
}

static void write_last_report(struct buffer *out, const struct tenant_summary *summary,
                              struct time_range window)
{
    struct stream_id id;
    char text[STREAM_ID_SIZE];

    if (!judged_last_report(summary->tenant, window, &id)) {
        write_null(out, "last_id");
        write_null(out, "last_ms");
        write_null(out, "age_ms");
        return;
    }
    stream_id_format(id, text);
    write_string(out, "last_id", slice_of(text));
    write_signed(out, "last_ms", stream_id_time(id));
    write_signed(out, "age_ms", summary->age_ms);
}

static void write_tenant(struct buffer *out, const struct judged_tenant *judged,
                         struct time_range window, const struct series *series)
{
    const struct tenant *tenant = judged->summary.tenant;

    buffer_char(out, '{');
    write_string(out, "tenant", slice_of(tenant->name));
    write_string(out, "state", slice_of(state_name(judged->summary.state)));
    write_last_report(out, &judged->summary, window);
    write_unsigned(out, "reports", judged->summary.reports);
    write_unsigned(out, "entries", tenant->entries);
    write_unsigned(out, "skipped", tenant->skipped);
    write_key(out, "dimensions");
    buffer_char(out, '[');
    for (size_t i = 0; i < judged->dimension_count; i++) {
        if (i > 0)
            buffer_char(out, ',');
        write_dimension(out, tenant, &judged->dimensions[i], series);
    }
    buffer_string(out, "]}");
}

static void write_head(struct buffer *out, const struct snapshot_frame *frame)
{
    buffer_char(out, '{');
    write_string(out, "schema", SLICE("driftop.snapshot/1"));
    write_signed(out, "generated_ms", frame->generated_ms);
    write_string(out, "source", slice_of(frame->source));
    write_key(out, "window");
    buffer_char(out, '{');
    write_signed(out, "start_ms", frame->window.start_ms);
    write_signed(out, "end_ms", frame->window.end_ms);
    buffer_char(out, '}');
    write_key(out, "tenants");
    buffer_char(out, '[');
}

/* Moves what was written so far to the file, so that a large fleet needs no buffer of its size. */
static void pass_on(struct buffer *text, FILE *out)
{
    fwrite(text->data, 1, text->size, out);
    buffer_clear(text);
}

bool snapshot_json(FILE *out, const struct fleet *fleet, const struct snapshot_frame *frame)
{
    struct series series = {.grid = grid_of(frame->window, frame->buckets, ZONE_UTC)};
    struct judged_fleet judged;
    struct buffer text = {0};

    series.buckets = mem_zalloc(series.grid.count, sizeof(*series.buckets));
    judge_fleet(fleet, frame->window, JUDGED_BY_NAME, &judged);
    write_head(&text, frame);
    for (size_t i = 0; i < judged.count && !ferror(out); i++) {
        buffer_string(&text, i > 0 ? ",\n" : "\n");
        write_tenant(&text, &judged.tenants[i], frame->window, &series);
        pass_on(&text, out);
    }
    buffer_string(&text, "\n]}\n");
    pass_on(&text, out);

    buffer_free(&text);
    judged_free(&judged);
    free(series.buckets);
    return !ferror(out);
}
