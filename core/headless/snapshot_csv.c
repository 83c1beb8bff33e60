/* The snapshot as CSV: one row for each dimension, in the order of JSON. */
#include "config.h"

#include "headless/snapshot.h"

#include "headless/csv.h"
#include "headless/flush.h"
#include "judge/newest.h"
#include "judge/statistics.h"

static const char *const columns[] = {
    "tenant",   "tenant_state", "last_id",      "last_time", "age_ms",   "reports",
    "entries",  "skipped",      "dimension",    "state",     "severity", "value",
    "baseline", "z_score",      "sample_count", "z_min",     "z_max",    "z_mean",
    "worst",    "ok",           "warn",         "degraded",  "no_data",
};

static void write_last_report(struct csv_row *row, const struct tenant_verdict *verdict,
                              struct time_range window)
{
    struct stream_id id = verdict->newest_id;
    char text[STREAM_ID_SIZE];
    char time[32];

    if (verdict->newest_ms == INT64_MIN) {
        for (int i = 0; i < 3; i++)
            csv_text(row, SLICE(""));
        return;
    }
    stream_id_format(id, text);
    timestamp_format_iso(stream_id_time(id), time);
    csv_text(row, slice_of(text));
    csv_text(row, slice_of(time));
    csv_signed(row, verdict_age(verdict, window.end_ms));
}

static void write_tenant(struct csv_row *row, const struct tenant_verdict *verdict,
                         struct time_range window)
{
    const struct tenant *tenant = verdict->tenant;

    csv_text(row, (struct slice){tenant->name, tenant->name_size});
    csv_text(row, slice_of(state_name(verdict->state)));
    write_last_report(row, verdict, window);
    csv_unsigned(row, statistics_reports(tenant, window));
    csv_unsigned(row, tenant->entries);
    csv_unsigned(row, tenant->skipped);
}

static void write_statistics(struct csv_row *row, const struct bucket *bucket)
{
    csv_number(row, bucket->z_min);
    csv_number(row, bucket->z_max);
    csv_number(row, bucket->z_mean);
    csv_text(row, slice_of(severity_name(bucket->worst)));
    csv_unsigned(row, bucket->ok);
    csv_unsigned(row, bucket->warn);
    csv_unsigned(row, bucket->degraded);
    csv_unsigned(row, bucket->no_data);
}

static void write_dimension(struct csv_row *row, const struct tenant *tenant,
                            const struct dimension_verdict *verdict, struct time_range window)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];
    uint64_t sample_count = dimension_sample_count(tenant, verdict);
    struct bucket bucket;

    csv_text(row, (struct slice){dimension->name, dimension->name_size});
    csv_text(row, slice_of(state_name(verdict->state)));
    csv_text(row, slice_of(dimension_severity_word(tenant, verdict)));
    csv_number(row, verdict->newest.value);
    csv_number(row, verdict->newest.baseline);
    csv_number(row, verdict->newest.z);
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        csv_unsigned(row, sample_count);
    else
        csv_text(row, SLICE(""));
    statistics_of_dimension(tenant, verdict, window, &bucket);
    write_statistics(row, &bucket);
}

/* A tenant without dimensions has a row of its own, whose other cells are empty. */
static void write_rows(struct csv_row *row, const struct tenant_verdict *verdict,
                       struct time_range window)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        write_tenant(row, verdict, window);
        write_dimension(row, verdict->tenant, &verdict->dimensions[i], window);
        csv_end(row);
    }
    if (verdict->dimension_count > 0)
        return;
    write_tenant(row, verdict, window);
    while (row->cells < sizeof(columns) / sizeof(columns[0]))
        csv_text(row, SLICE(""));
    csv_end(row);
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct buffer text = {0};
    struct csv_row row = {.out = &text};

    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        csv_text(&row, slice_of(columns[i]));
    csv_end(&row);
    bool written = flush(out, &text);
    for (size_t i = 0; i < tenants->count && written; i++) {
        write_rows(&row, tenants->rows[i], frame->window);
        written = flush(out, &text);
    }
    buffer_free(&text);
    return written;
}

const struct snapshot_format snapshot_csv_format = {
    .format = {"csv", FOR_SNAPSHOT},
    .print = print,
};
