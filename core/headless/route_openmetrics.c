/* The status as OpenMetrics text. What is not known is left out. */
#include "config.h"

#include "headless/route_report.h"

#include "headless/flush.h"
#include "headless/openmetrics_series.h"

#include <inttypes.h>

/* Each returns the value for a destination; a negative one is not known. */
typedef int64_t value_fn(const struct destination_report *report);

#define VALUE(member)                                                                              \
    static int64_t member##_of(const struct destination_report *report)                            \
    {                                                                                              \
        return (int64_t)report->member;                                                            \
    }

VALUE(open)
VALUE(accepted)
VALUE(streams)
VALUE(unread)
VALUE(lag)
VALUE(lag_unknown)
VALUE(pending)
VALUE(held)
VALUE(lost)
VALUE(unreadable)
VALUE(dead)
VALUE(dead_letters)
VALUE(repeated)
VALUE(shards)
VALUE(is_damaged)

static int64_t up_of(const struct destination_report *report)
{
    return report->down_since_ms == 0;
}

static int64_t orphans_of(const struct destination_report *report)
{
    return route_report_orphans(report);
}

struct metric {
    const char *name;
    const char *help;
    value_fn *value;
};

static const struct metric gauges[] = {
    {"drift_route_destination_up", "Whether the destination takes what is sent.", up_of},
    {"drift_route_open_alerts", "Alerts that the destination was told of and that are open.",
     open_of},
    {"drift_route_streams", "Streams that are for the destination.", streams_of},
    {"drift_route_streams_unread", "Streams of which nothing was read yet.", unread_of},
    {"drift_route_lag", "Entries that are not read yet, as far as is known.", lag_of},
    {"drift_route_streams_lag_unknown", "Streams of which Redis does not say.", lag_unknown_of},
    {"drift_route_pending", "Entries that were read and are not settled.", pending_of},
    {"drift_route_held", "Those of them that others than routers hold (--claim).", held_of},
    {"drift_route_dead_letters", "Dead letters that are kept.", dead_letters_of},
    {"drift_route_shards", "Parts that the streams are cut into.", shards_of},
    {"drift_route_shards_damaged", "Whether their number cannot be read, so that nobody has one.",
     is_damaged_of},
    {"drift_route_shards_orphaned", "Parts that no router has.", orphans_of},
};

/* These only grow. */
static const struct metric counters[] = {
    {"drift_route_accepted", "Messages that the destination has taken.", accepted_of},
    {"drift_route_lost", "Entries that went before they were read.", lost_of},
    {"drift_route_unreadable", "Entries that were no reports.", unreadable_of},
    {"drift_route_dead", "Messages that the destination would never take.", dead_of},
    {"drift_route_repeated", "Messages that may have been sent twice.", repeated_of},
};

/* `unit` NULL: it has none. */
static void write_family(struct buffer *out, const char *name, const char *type, const char *unit,
                         const char *help)
{
    buffer_printf(out, "# TYPE %s %s\n", name, type);
    if (unit != NULL)
        buffer_printf(out, "# UNIT %s %s\n", name, unit);
    buffer_printf(out, "# HELP %s %s\n", name, help);
}

static void write_head(struct buffer *out, const char *name, const char *unit, const char *help)
{
    write_family(out, name, "gauge", unit, help);
}

/* The name of a destination holds nothing that has to be spelled. */
static void write_samples(struct buffer *out, const struct metric *metric, const char *suffix,
                          const struct route_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        buffer_printf(out, "%s%s{destination=\"%s\"} %" PRId64 "\n", metric->name, suffix,
                      report->items[i].destination->name, metric->value(&report->items[i]));
}

static void write_metrics(struct buffer *out, const struct route_report *report)
{
    for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++) {
        write_family(out, gauges[i].name, "gauge", NULL, gauges[i].help);
        write_samples(out, &gauges[i], "", report);
    }
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        write_family(out, counters[i].name, "counter", NULL, counters[i].help);
        write_samples(out, &counters[i], "_total", report);
    }
}

static void write_moment(struct buffer *out, const char *name,
                         const struct destination_report *report, int64_t ms)
{
    if (ms > 0)
        buffer_printf(out, "%s{destination=\"%s\"} %" PRId64 ".%03d\n", name,
                      report->destination->name, ms / 1000, (int)(ms % 1000));
}

static void write_moments(struct buffer *out, const struct route_report *report)
{
    static const char accepted[] = "drift_route_accepted_timestamp_seconds";
    static const char down[] = "drift_route_down_since_timestamp_seconds";

    write_head(out, accepted, "seconds", "When the destination took a message last.");
    for (size_t i = 0; i < report->count; i++)
        write_moment(out, accepted, &report->items[i], report->items[i].accepted_ms);
    write_head(out, down, "seconds", "Since when the destination is away.");
    for (size_t i = 0; i < report->count; i++)
        write_moment(out, down, &report->items[i], report->items[i].down_since_ms);
}

static int64_t held_by(const struct destination_report *report, const struct router_report *router)
{
    int64_t count = 0;

    for (unsigned i = 0; i < report->shards; i++)
        count += report->owners[i] != NULL && strcmp(report->owners[i], router->name) == 0;
    return count;
}

static int64_t up_for(const struct destination_report *report, const struct router_report *router)
{
    (void)report;
    return router->down_since_ms == 0;
}

static int64_t brought_by(const struct destination_report *report,
                          const struct router_report *router)
{
    (void)report;
    return (int64_t)router->accepted;
}

static const struct {
    const char *name;
    const char *help;
    int64_t (*value)(const struct destination_report *report, const struct router_report *router);
} router_metrics[] = {
    {"drift_route_shards_held", "Parts that each router has.", held_by},
    {"drift_route_router_up", "Whether the destination takes what a router sends.", up_for},
    {"drift_route_router_brought", "Messages of a router that were taken.", brought_by},
};

static void write_router(struct buffer *out, size_t metric, const struct destination_report *report,
                         const struct router_report *router)
{
    buffer_printf(out, "%s{destination=\"%s\",router=\"", router_metrics[metric].name,
                  report->destination->name);
    series_label_text(out, slice_of(router->name));
    buffer_printf(out, "\"} %" PRId64 "\n", router_metrics[metric].value(report, router));
}

static void write_routers(struct buffer *out, const struct route_report *report)
{
    for (size_t i = 0; i < sizeof(router_metrics) / sizeof(router_metrics[0]); i++) {
        write_head(out, router_metrics[i].name, NULL, router_metrics[i].help);
        for (size_t j = 0; j < report->count; j++) {
            for (size_t k = 0; k < report->items[j].router_count; k++)
                write_router(out, i, &report->items[j], &report->items[j].routers[k]);
        }
    }
}

static void write_mutes(struct buffer *out, const struct route_report *report)
{
    size_t count = 0;

    for (size_t i = 0; i < report->mutes.count; i++)
        count += report->mutes.items[i].until_ms > report->now_ms;
    write_head(out, "drift_route_mutes", NULL, "Mutes that hold.");
    buffer_printf(out, "drift_route_mutes %zu\n", count);
}

static bool print_end(FILE *out, struct buffer *text)
{
    buffer_string(text, "# EOF\n");
    bool written = flush(out, text);
    buffer_free(text);
    return written;
}

static void write_up(struct buffer *out, bool up)
{
    write_head(out, "drift_route_up", NULL, "Whether Redis could be asked.");
    buffer_printf(out, "drift_route_up %d\n", up);
}

static bool print(FILE *out, const struct route_report *report)
{
    struct buffer text = {0};

    write_up(&text, true);
    write_metrics(&text, report);
    write_moments(&text, report);
    write_routers(&text, report);
    write_mutes(&text, report);
    return print_end(out, &text);
}

static bool print_down(FILE *out)
{
    struct buffer text = {0};

    write_up(&text, false);
    return print_end(out, &text);
}

const struct route_format route_openmetrics_format = {
    .format = {.name = "openmetrics", .set = FOR_ROUTE},
    .print = print,
    .print_down = print_down,
};
