/* The snapshot as OpenMetrics text, for a Prometheus or what reads its formats.
 *
 * States are gauges of 0 and 1, one for each state, and no state sets: so the older text format, as
 * the textfile collector of node_exporter reads it, is met by the same bytes. What is unknown is
 * left out. */
#include "config.h"

#include "headless/snapshot.h"

#include "base/text.h"
#include "headless/flush.h"
#include "judge/newest.h"
#include "judge/statistics.h"
#include "wire/json_spell.h"

#include <inttypes.h>
#include <math.h>

/* Appends the inside of a label's value. Characters that a terminal should not get, and bytes that
 * are no UTF-8, are spelled \uXXXX, \UXXXXXXXX and \xXX, and a backslash is doubled, so that
 * different names stay different; the format then doubles every backslash once more. */
static void write_label_text(struct buffer *out, struct slice text)
{
    while (text.size > 0) {
        uint32_t character;
        size_t size = text_decode(text, &character);
        if (character == TEXT_REPLACEMENT && size == 1)
            buffer_printf(out, "\\\\x%02x", (unsigned)(unsigned char)*text.data);
        else if (text_safe_character(character) != character)
            buffer_printf(out, character > 0xFFFF ? "\\\\U%08" PRIx32 : "\\\\u%04" PRIx32,
                          character);
        else if (character == '\\')
            buffer_string(out, "\\\\\\\\");
        else if (character == '"')
            buffer_string(out, "\\\"");
        else
            buffer_append(out, text.data, size);
        text.data += size;
        text.size -= size;
    }
}

/* One time series: whose it is, and for a state which of them. */
struct series {
    struct buffer *out;
    const char *name;
    const struct tenant *tenant;
    const struct dimension *dimension; /* NULL: of the tenant */
};

static void write_labels(const struct series *series, const char *state)
{
    struct buffer *out = series->out;
    const struct tenant *tenant = series->tenant;
    const struct dimension *dimension = series->dimension;

    buffer_printf(out, "%s{tenant=\"", series->name);
    write_label_text(out, (struct slice){tenant->name, tenant->name_size});
    buffer_char(out, '"');
    if (dimension != NULL) {
        buffer_string(out, ",dimension=\"");
        write_label_text(out, (struct slice){dimension->name, dimension->name_size});
        buffer_char(out, '"');
    }
    if (state != NULL)
        buffer_printf(out, ",%s=\"%s\"", dimension != NULL ? "severity" : "state", state);
    buffer_string(out, "} ");
}

static void write_number(const struct series *series, double number)
{
    if (isnan(number))
        return;
    write_labels(series, NULL);
    json_append_number(series->out, &json_compact, number);
    buffer_char(series->out, '\n');
}

static void write_count(const struct series *series, uint64_t count)
{
    write_labels(series, NULL);
    buffer_printf(series->out, "%" PRIu64 "\n", count);
}

static void write_state(const struct series *series, const char *state, bool holds)
{
    write_labels(series, state);
    buffer_string(series->out, holds ? "1\n" : "0\n");
}

static void write_milliseconds(const struct series *series, int64_t ms)
{
    write_labels(series, NULL);
    buffer_printf(series->out, "%" PRId64 ".%03d\n", ms / 1000, (int)(ms % 1000));
}

typedef void tenant_fn(const struct series *series, const struct tenant_verdict *verdict,
                       struct time_range window);
typedef void dimension_fn(const struct series *series, const struct dimension_verdict *verdict);

static void tenant_state(const struct series *series, const struct tenant_verdict *verdict,
                         struct time_range window)
{
    (void)window;
    for (int state = 0; state < STATE_COUNT; state++)
        write_state(series, state_name((enum state)state), verdict->state == (enum state)state);
}

static void tenant_report_time(const struct series *series, const struct tenant_verdict *verdict,
                               struct time_range window)
{
    (void)window;
    if (verdict->newest_ms != INT64_MIN)
        write_milliseconds(series, verdict->newest_ms);
}

static void tenant_reports(const struct series *series, const struct tenant_verdict *verdict,
                           struct time_range window)
{
    write_count(series, statistics_reports(verdict->tenant, window));
}

static void tenant_entries(const struct series *series, const struct tenant_verdict *verdict,
                           struct time_range window)
{
    (void)window;
    write_count(series, verdict->tenant->entries);
}

static void tenant_skipped(const struct series *series, const struct tenant_verdict *verdict,
                           struct time_range window)
{
    (void)window;
    write_count(series, verdict->tenant->skipped);
}

static void dimension_severity(const struct series *series, const struct dimension_verdict *verdict)
{
    for (int severity = SEVERITY_OK; severity <= SEVERITY_DEGRADED; severity++)
        write_state(series, severity_name((enum severity)severity),
                    verdict->severity == (enum severity)severity);
}

static void dimension_stale(const struct series *series, const struct dimension_verdict *verdict)
{
    write_count(series, verdict->state == STATE_STALE);
}

static void dimension_value(const struct series *series, const struct dimension_verdict *verdict)
{
    write_number(series, verdict->newest.value);
}

static void dimension_baseline(const struct series *series, const struct dimension_verdict *verdict)
{
    write_number(series, verdict->newest.baseline);
}

static void dimension_z(const struct series *series, const struct dimension_verdict *verdict)
{
    write_number(series, verdict->newest.z);
}

static void dimension_samples(const struct series *series, const struct dimension_verdict *verdict)
{
    uint64_t count = dimension_sample_count(series->tenant, verdict);

    if (count != SAMPLE_COUNT_UNKNOWN)
        write_count(series, count);
}

/* One metric, of each tenant or of each dimension. */
struct metric {
    const char *name;
    const char *unit; /* NULL: none */
    const char *help;
    tenant_fn *of_tenant;
    dimension_fn *of_dimension;
};

static const struct metric metrics[] = {
    {"drift_tenant_state", NULL, "State of the tenant: 1 for the one that it is in.", tenant_state,
     NULL},
    {"drift_report_timestamp_seconds", "seconds", "When the tenant's newest report came.",
     tenant_report_time, NULL},
    {"drift_window_reports", NULL, "Readable reports in the window.", tenant_reports, NULL},
    {"drift_stream_entries", NULL, "Length of the tenant's stream.", tenant_entries, NULL},
    {"drift_stream_unreadable_entries", NULL,
     "Entries among those read that could not be understood.", tenant_skipped, NULL},
    {"drift_dimension_severity", NULL, "Severity of the newest reading: 1 for the one that it has.",
     NULL, dimension_severity},
    {"drift_dimension_stale", NULL, "Whether the tenant's newest reports leave the dimension out.",
     NULL, dimension_stale},
    {"drift_dimension_value", NULL, "Value of the newest reading.", NULL, dimension_value},
    {"drift_dimension_baseline", NULL, "Baseline of the newest reading.", NULL, dimension_baseline},
    {"drift_dimension_z_score", NULL, "z-score of the newest reading, with its sign.", NULL,
     dimension_z},
    {"drift_dimension_samples", NULL, "Samples behind the newest reading.", NULL,
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
                         const struct listing *tenants, struct time_range window)
{
    write_head(out, metric->name, metric->unit, metric->help);
    for (size_t i = 0; i < tenants->count; i++) {
        const struct tenant_verdict *verdict = tenants->rows[i];
        struct series series = {out, metric->name, verdict->tenant, NULL};
        if (metric->of_tenant != NULL) {
            metric->of_tenant(&series, verdict, window);
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
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]) && written; i++) {
        write_metric(&text, &metrics[i], tenants, frame->window);
        written = flush(out, &text);
    }
    return print_end(out, &text) && written;
}

static bool print_down(FILE *out)
{
    struct buffer text = {0};

    write_up(&text, false);
    return print_end(out, &text);
}

const struct snapshot_format snapshot_openmetrics_format = {
    .format = {"openmetrics", FOR_SNAPSHOT},
    .print = print,
    .print_down = print_down,
};
