/* The snapshot as CSV: one row for each dimension, in the order of JSON. */
#include "config.h"

#include "headless/snapshot.h"

#include "headless/csv.h"
#include "judge/judged.h"

static const char *const columns[] = {
    "tenant",   "tenant_state", "last_id",      "last_time", "age_ms",   "reports",
    "entries",  "skipped",      "dimension",    "state",     "severity", "value",
    "baseline", "z_score",      "sample_count", "z_min",     "z_max",    "z_mean",
    "worst",    "ok",           "warn",         "degraded",  "no_data",
};

static void write_last_report(struct csv_row *row, const struct tenant_summary *summary,
                              struct time_range window)
{
    struct stream_id id;
    char text[STREAM_ID_SIZE];
    char time[32];

    if (!judged_last_report(summary->tenant, window, &id)) {
        for (int i = 0; i < 3; i++)
            csv_text(row, SLICE(""));
        return;
    }
    stream_id_format(id, text);
    timestamp_format_iso(stream_id_time(id), time);
    csv_text(row, slice_of(text));
    csv_text(row, slice_of(time));
    csv_signed(row, summary->age_ms);
}

static void write_tenant(struct csv_row *row, const struct tenant_summary *summary,
                         struct time_range window)
{
    const struct tenant *tenant = summary->tenant;

    csv_text(row, (struct slice){tenant->name, tenant->name_size});
    csv_text(row, slice_of(state_name(summary->state)));
    write_last_report(row, summary, window);
    csv_unsigned(row, summary->reports);
    csv_unsigned(row, tenant->entries);
    csv_unsigned(row, tenant->skipped);
}

static void write_window(struct csv_row *row, const struct bucket *bucket)
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
                            const struct dimension_summary *summary)
{
    const struct dimension *dimension = &tenant->dimensions[summary->dimension];
    uint64_t sample_count = dimension_sample_count(tenant, summary);

    csv_text(row, (struct slice){dimension->name, dimension->name_size});
    csv_text(row, slice_of(state_name(summary->state)));
    csv_text(row, slice_of(dimension_severity_word(tenant, summary)));
    csv_number(row, summary->newest.value);
    csv_number(row, summary->newest.baseline);
    csv_number(row, summary->newest.z);
    if (sample_count != SAMPLE_COUNT_UNKNOWN)
        csv_unsigned(row, sample_count);
    else
        csv_text(row, SLICE(""));
    write_window(row, &summary->window);
}

/* A tenant without dimensions has a row of its own, whose other cells are empty. */
static void write_rows(struct csv_row *row, const struct judged_tenant *judged,
                       struct time_range window)
{
    for (size_t i = 0; i < judged->dimension_count; i++) {
        write_tenant(row, &judged->summary, window);
        write_dimension(row, judged->summary.tenant, &judged->dimensions[i]);
        csv_end(row);
    }
    if (judged->dimension_count > 0)
        return;
    write_tenant(row, &judged->summary, window);
    while (row->cells < sizeof(columns) / sizeof(columns[0]))
        csv_text(row, SLICE(""));
    csv_end(row);
}

bool snapshot_csv(FILE *out, const struct fleet *fleet, const struct snapshot_frame *frame)
{
    struct judged_fleet judged;
    struct buffer text = {0};
    struct csv_row row = {.out = &text};

    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        csv_text(&row, slice_of(columns[i]));
    csv_end(&row);
    judge_fleet(fleet, frame->window, JUDGED_BY_NAME, &judged);
    for (size_t i = 0; i < judged.count; i++)
        write_rows(&row, &judged.tenants[i], frame->window);
    fwrite(text.data, 1, text.size, out);
    judged_free(&judged);
    buffer_free(&text);
    return !ferror(out);
}
