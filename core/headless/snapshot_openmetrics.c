/* The snapshot as OpenMetrics text, for a Prometheus or what reads its formats.
 *
 * States are gauges of 0 and 1, one for each state, and no state sets: so the older text format, as
 * the textfile collector of node_exporter reads it, is met by the same bytes. What is unknown is
 * left out. */
#include "config.h"

#include "headless/snapshot.h"

#include "headless/flush.h"
#include "headless/openmetrics_series.h"
#include "headless/snapshot_doctor.h"
#include "judge/newest.h"
#include "judge/statistics.h"

#include <string.h>

typedef void tenant_fn(const struct series *series, const struct tenant_verdict *verdict,
                       const struct snapshot_frame *frame);
typedef void dimension_fn(const struct series *series, const struct dimension_verdict *verdict);

static void tenant_state(const struct series *series, const struct tenant_verdict *verdict,
                         const struct snapshot_frame *frame)
{
    (void)frame;
    for (int state = 0; state < STATE_COUNT; state++)
        series_state(series, state_name((enum state)state), verdict->state == (enum state)state);
}

static void tenant_silent(const struct series *series, const struct tenant_verdict *verdict,
                          const struct snapshot_frame *frame)
{
    (void)frame;
    series_count(series, verdict->silent);
}

static void tenant_forgotten(const struct series *series, const struct tenant_verdict *verdict,
                             const struct snapshot_frame *frame)
{
    (void)frame;
    series_count(series, verdict->forgotten);
}

static void tenant_since(const struct series *series, const struct tenant_verdict *verdict,
                         const struct snapshot_frame *frame)
{
    (void)frame;
    series_since(series, verdict->since);
}

static void tenant_bad_since(const struct series *series, const struct tenant_verdict *verdict,
                             const struct snapshot_frame *frame)
{
    (void)frame;
    series_since(series, verdict->bad_since);
}

static void tenant_alert(const struct series *series, const struct tenant_verdict *verdict,
                         const struct snapshot_frame *frame)
{
    (void)frame;
    series_alert(series, &verdict->alert);
}

static void tenant_report_time(const struct series *series, const struct tenant_verdict *verdict,
                               const struct snapshot_frame *frame)
{
    (void)frame;
    if (verdict->newest_ms != INT64_MIN)
        series_milliseconds(series, verdict->newest_ms);
}

static void tenant_reports(const struct series *series, const struct tenant_verdict *verdict,
                           const struct snapshot_frame *frame)
{
    series_count(series, statistics_reports(verdict->tenant, frame->window));
}

static void tenant_entries(const struct series *series, const struct tenant_verdict *verdict,
                           const struct snapshot_frame *frame)
{
    (void)frame;
    series_count(series, verdict->tenant->entries);
}

static void tenant_skipped(const struct series *series, const struct tenant_verdict *verdict,
                           const struct snapshot_frame *frame)
{
    (void)frame;
    series_count(series, verdict->tenant->skipped);
}

static void tenant_flaws(const struct series *series, const struct tenant_verdict *verdict,
                         const struct snapshot_frame *frame)
{
    const struct report_flaws *flaws = &verdict->tenant->flaws;

    (void)frame;
    for (int flaw = 0; flaw < FLAW_COUNT; flaw++)
        series_count_of(series, flaw_name((enum flaw)flaw), flaws->count[flaw]);
}

/* Returns what was seen of the tenant's stream, or NULL. */
static const struct examined_stream *stream_of(const struct tenant_verdict *verdict,
                                               const struct snapshot_frame *frame)
{
    return frame->doctor != NULL ? snapshot_doctor_stream(frame->doctor, verdict->tenant) : NULL;
}

static void tenant_memory(const struct series *series, const struct tenant_verdict *verdict,
                          const struct snapshot_frame *frame)
{
    const struct examined_stream *stream = stream_of(verdict, frame);

    if (stream != NULL && stream->bytes >= 0)
        series_count(series, (uint64_t)stream->bytes);
}

static void tenant_group_lag(const struct series *series, const struct tenant_verdict *verdict,
                             const struct snapshot_frame *frame)
{
    const struct examined_stream *stream = stream_of(verdict, frame);

    for (size_t i = 0; stream != NULL && i < stream->group_count; i++) {
        if (stream->groups[i].lag_known)
            series_count_named(series, stream->groups[i].name, stream->groups[i].lag);
    }
}

static void dimension_state(const struct series *series, const struct dimension_verdict *verdict)
{
    static const enum state states[] = {STATE_OK,      STATE_SUPERSEDED, STATE_STALE,
                                        STATE_NO_DATA, STATE_WARN,       STATE_DEGRADED};

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        series_state(series, state_name(states[i]), verdict->state == states[i]);
}

static void dimension_since(const struct series *series, const struct dimension_verdict *verdict)
{
    series_since(series, verdict->since);
}

static void dimension_bad_since(const struct series *series,
                                const struct dimension_verdict *verdict)
{
    series_since(series, verdict->bad_since);
}

static void dimension_alert(const struct series *series, const struct dimension_verdict *verdict)
{
    series_alert(series, &verdict->alert);
}

static void dimension_held(const struct series *series, const struct dimension_verdict *verdict)
{
    series_count(series, verdict->held);
}

static void dimension_not_back(const struct series *series, const struct dimension_verdict *verdict)
{
    series_count(series, dimension_rare(verdict)->not_back.is);
}

static void dimension_severity(const struct series *series, const struct dimension_verdict *verdict)
{
    for (int severity = SEVERITY_OK; severity <= SEVERITY_DEGRADED; severity++)
        series_state(series, severity_name((enum severity)severity),
                     verdict->severity == (enum severity)severity);
}

static void dimension_stale(const struct series *series, const struct dimension_verdict *verdict)
{
    series_count(series, verdict->state == STATE_STALE);
}

static void dimension_value(const struct series *series, const struct dimension_verdict *verdict)
{
    series_number(series, verdict->newest.value);
}

static void dimension_baseline(const struct series *series, const struct dimension_verdict *verdict)
{
    series_number(series, verdict->newest.baseline);
}

static void dimension_z(const struct series *series, const struct dimension_verdict *verdict)
{
    series_number(series, verdict->newest.z);
}

static void dimension_samples(const struct series *series, const struct dimension_verdict *verdict)
{
    uint64_t count = dimension_sample_count(series->tenant, verdict);

    if (count != SAMPLE_COUNT_UNKNOWN)
        series_count(series, count);
}

/* One metric, of each tenant or of each dimension. */
struct metric {
    const char *name;
    const char *unit;  /* NULL: none */
    const char *label; /* which tells its series apart beside tenant and dimension; NULL: none */
    const char *help;
    tenant_fn *of_tenant;
    dimension_fn *of_dimension;
};

static const struct metric metrics[] = {
    {"drift_tenant_state", NULL, "state", "State of the tenant: 1 for the one that it is in.",
     tenant_state, NULL},
    {"drift_tenant_silent", NULL, NULL, "Whether no report came for longer than usual.",
     tenant_silent, NULL},
    {"drift_tenant_forgotten", NULL, NULL,
     "Whether it has been silent for so long that it counts nowhere.", tenant_forgotten, NULL},
    {"drift_tenant_since_timestamp_seconds", "seconds", NULL,
     "Since when the tenant is in its state.", tenant_since, NULL},
    {"drift_tenant_bad_since_timestamp_seconds", "seconds", NULL,
     "Since when the tenant is warn or worse.", tenant_bad_since, NULL},
    {"drift_tenant_alert", NULL, "alert", "What the rules say: 1 for the one that holds.",
     tenant_alert, NULL},
    {"drift_report_timestamp_seconds", "seconds", NULL, "When the tenant's newest report came.",
     tenant_report_time, NULL},
    {"drift_window_reports", NULL, NULL, "Readable reports in the window.", tenant_reports, NULL},
    {"drift_stream_entries", NULL, NULL, "Length of the tenant's stream.", tenant_entries, NULL},
    {"drift_stream_unreadable_entries", NULL, NULL,
     "Entries among those read that could not be understood.", tenant_skipped, NULL},
    {"drift_stream_flaws", NULL, "flaw",
     "What was wrong with reports that could be read all the same.", tenant_flaws, NULL},
    {"drift_stream_memory_bytes", "bytes", NULL, "Memory that the tenant's stream takes.",
     tenant_memory, NULL},
    {"drift_group_lag", NULL, "group",
     "Entries of the tenant's stream that the group has not read.", tenant_group_lag, NULL},
    {"drift_dimension_state", NULL, "state", "State of the dimension: 1 for the one that it is in.",
     NULL, dimension_state},
    {"drift_dimension_since_timestamp_seconds", "seconds", NULL,
     "Since when the dimension is in its state.", NULL, dimension_since},
    {"drift_dimension_bad_since_timestamp_seconds", "seconds", NULL,
     "Since when the dimension is warn or worse.", NULL, dimension_bad_since},
    {"drift_dimension_alert", NULL, "alert", "What the rules say: 1 for the one that holds.", NULL,
     dimension_alert},
    {"drift_dimension_held", NULL, NULL,
     "Whether its last known reading was bad and nothing is known since.", NULL, dimension_held},
    {"drift_dimension_not_back", NULL, NULL,
     "Whether it is ok again and its value is not where it was before.", NULL, dimension_not_back},
    {"drift_dimension_severity", NULL, "severity",
     "Severity of the newest reading: 1 for the one that it has.", NULL, dimension_severity},
    {"drift_dimension_stale", NULL, NULL,
     "Whether the tenant's newest reports leave the dimension out.", NULL, dimension_stale},
    {"drift_dimension_value", NULL, NULL, "Value of the newest reading.", NULL, dimension_value},
    {"drift_dimension_baseline", NULL, NULL, "Baseline of the newest reading.", NULL,
     dimension_baseline},
    {"drift_dimension_z_score", NULL, NULL, "z-score of the newest reading, with its sign.", NULL,
     dimension_z},
    {"drift_dimension_samples", NULL, NULL, "Samples behind the newest reading.", NULL,
     dimension_samples},
};

static void write_head(struct buffer *out, const char *name, const char *unit, const char *help)
{
    buffer_printf(out, "# TYPE %s gauge\n", name);
    if (unit != NULL)
        buffer_printf(out, "# UNIT %s %s\n", name, unit);
    buffer_printf(out, "# HELP %s %s\n", name, help);
}

static void write_metric(struct buffer *out, const struct metric *metric,
                         const struct listing *tenants, const struct snapshot_frame *frame)
{
    write_head(out, metric->name, metric->unit, metric->help);
    for (size_t i = 0; i < tenants->count; i++) {
        const struct tenant_verdict *verdict = tenants->rows[i];
        struct series series = {out, metric->name, verdict->tenant, NULL, metric->label};
        if (metric->of_tenant != NULL) {
            metric->of_tenant(&series, verdict, frame);
            continue;
        }
        for (size_t j = 0; j < verdict->dimension_count; j++) {
            series.dimension = &series.tenant->dimensions[verdict->dimensions[j].dimension];
            metric->of_dimension(&series, &verdict->dimensions[j]);
        }
    }
}

static void write_up(struct buffer *out, bool up)
{
    write_head(out, "drift_up", NULL, "Whether the source could be read.");
    buffer_printf(out, "drift_up %d\n", up);
}

/* Returns how many of the notes from `begin` on are of the kind. */
static size_t count_notes(const struct notes *notes, size_t begin, size_t end, const char *id)
{
    size_t count = 0;

    for (size_t i = begin; i < end; i++)
        count += strcmp(notes->list[i].id, id) == 0;
    return count;
}

static void write_notes(struct buffer *out, const struct notes *notes)
{
    write_head(out, "drift_notes", NULL, "What is to be known of the source: notes of each kind.");
    for (size_t i = 0; i < notes->count; i++) {
        const char *id = notes->list[i].id;
        if (count_notes(notes, 0, i, id) == 0)
            buffer_printf(out, "drift_notes{id=\"%s\"} %zu\n", id,
                          count_notes(notes, i, notes->count, id));
    }
}

static bool print_end(FILE *out, struct buffer *text)
{
    buffer_string(text, "# EOF\n");
    bool written = flush(out, text);
    buffer_free(text);
    return written;
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct buffer text = {0};
    bool written = true;

    write_up(&text, true);
    write_notes(&text, frame->notes);
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]) && written; i++) {
        write_metric(&text, &metrics[i], tenants, frame);
        written = flush(out, &text);
    }
    return print_end(out, &text) && written;
}

static bool print_down(FILE *out, const char *reason, bool check)
{
    struct buffer text = {0};

    (void)reason;
    (void)check;
    write_up(&text, false);
    return print_end(out, &text);
}

const struct snapshot_format snapshot_openmetrics_format = {
    .format = {.name = "openmetrics", .set = FOR_SNAPSHOT},
    .has_notes = true,
    .warnings = true,
    .print = print,
    .print_down = print_down,
};
