/* The snapshot as CSV: one row for each dimension, in the order of JSON. */
#include "config.h"

#include "headless/snapshot.h"

#include "headless/csv.h"
#include "headless/flush.h"
#include "judge/newest.h"
#include "judge/statistics.h"

#include <inttypes.h>
#include <math.h>

static const char *const columns[] = {
    "tenant",
    "tenant_state",
    "last_id",
    "last_time",
    "age_ms",
    "reports",
    "entries",
    "skipped",
    "dimension",
    "state",
    "severity",
    "value",
    "baseline",
    "z_score",
    "sample_count",
    "z_min",
    "z_max",
    "z_mean",
    "worst",
    "ok",
    "warn",
    "degraded",
    "no_data",
    "tenant_silent",
    "tenant_forgotten",
    "tenant_since",
    "tenant_bad_since",
    "tenant_alert",
    "flaws",
    "since",
    "bad_since",
    "held",
    "alert",
    "alert_severity",
    "alert_since",
    "value_before",
    "baseline_before",
    "replaced_by",
};
#define COLUMNS_FIRST 23 /* the columns that there were first */
#define COLUMN_COUNT (sizeof(columns) / sizeof(columns[0]))

static void write_nothing(struct csv_row *row)
{
    csv_text(row, SLICE(""));
}

static void write_time(struct csv_row *row, int64_t time_ms)
{
    char time[32];

    if (time_ms == INT64_MIN) {
        write_nothing(row);
        return;
    }
    timestamp_format_iso(time_ms, time);
    csv_text(row, slice_of(time));
}

/* What began before all that is known has no cell. */
static void write_since(struct csv_row *row, struct since since)
{
    write_time(row, since.before ? INT64_MIN : since.time_ms);
}

static void write_last_report(struct csv_row *row, const struct tenant_verdict *verdict,
                              struct time_range window)
{
    char text[STREAM_ID_SIZE];

    if (verdict->newest_ms == INT64_MIN) {
        for (int i = 0; i < 3; i++)
            write_nothing(row);
        return;
    }
    stream_id_format(verdict->newest_id, text);
    csv_text(row, slice_of(text));
    write_time(row, verdict->newest_ms);
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
        write_nothing(row);
    statistics_of_dimension(tenant, verdict, window, &bucket);
    write_statistics(row, &bucket);
}

/* Appends "numbers_as_text=2 missing_fields=1". */
static void write_flaws(struct csv_row *row, const struct report_flaws *flaws)
{
    struct buffer text = {0};

    for (int flaw = 0; flaw < FLAW_COUNT; flaw++) {
        if (flaws->count[flaw] > 0)
            buffer_printf(&text, "%s%s=%" PRIu32, text.size > 0 ? " " : "",
                          flaw_name((enum flaw)flaw), flaws->count[flaw]);
    }
    csv_text(row, (struct slice){text.data, text.size});
    buffer_free(&text);
}

/* What came to the columns of a tenant and of a dimension later stands behind both. */
static void write_tenant_standing(struct csv_row *row, const struct tenant_verdict *verdict)
{
    csv_unsigned(row, verdict->silent);
    csv_unsigned(row, verdict->forgotten);
    write_since(row, verdict->since);
    write_since(row, verdict->bad_since);
    csv_text(row, slice_of(alert_state_name(verdict->alert.state)));
    write_flaws(row, &verdict->tenant->flaws);
}

static void write_dimension_standing(struct csv_row *row, const struct tenant *tenant,
                                     const struct dimension_verdict *verdict)
{
    const struct not_back *not_back = &dimension_rare(verdict)->not_back;

    write_since(row, verdict->since);
    write_since(row, verdict->bad_since);
    csv_unsigned(row, verdict->held);
    csv_text(row, slice_of(alert_state_name(verdict->alert.state)));
    csv_text(row, slice_of(severity_name(verdict->alert.severity)));
    write_time(row, verdict->alert.since_ms);
    csv_number(row, not_back->is ? not_back->value_before : NAN);
    csv_number(row, not_back->is ? not_back->baseline_before : NAN);
    if (verdict->other != DIMENSION_NONE)
        csv_text(row, (struct slice){tenant->dimensions[verdict->other].name,
                                     tenant->dimensions[verdict->other].name_size});
    else
        write_nothing(row);
}

/* The cells of a dimension are empty where a tenant has none. */
static void write_nothings(struct csv_row *row, size_t end)
{
    while (row->cells < end)
        write_nothing(row);
}

static void write_row(struct csv_row *row, const struct tenant_verdict *verdict,
                      const struct dimension_verdict *dimension, struct time_range window)
{
    write_tenant(row, verdict, window);
    if (dimension != NULL)
        write_dimension(row, verdict->tenant, dimension, window);
    write_nothings(row, COLUMNS_FIRST);
    write_tenant_standing(row, verdict);
    if (dimension != NULL)
        write_dimension_standing(row, verdict->tenant, dimension);
    write_nothings(row, COLUMN_COUNT);
    csv_end(row);
}

/* A tenant without dimensions has a row of its own. */
static void write_rows(struct csv_row *row, const struct tenant_verdict *verdict,
                       struct time_range window)
{
    for (size_t i = 0; i < verdict->dimension_count; i++)
        write_row(row, verdict, &verdict->dimensions[i], window);
    if (verdict->dimension_count == 0)
        write_row(row, verdict, NULL, window);
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct buffer text = {0};
    struct csv_row row = {.out = &text};

    for (size_t i = 0; i < COLUMN_COUNT; i++)
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
    .format = {.name = "csv", .set = FOR_SNAPSHOT},
    .print = print,
};
