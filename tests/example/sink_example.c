/* How a C program reports drift: `sink_example redis://HOST:PORT/DB SPOOL_DIRECTORY`.
 *
 * Writes a report and waits for it, hands in a hundred more without waiting, and reads them back.
 */
#include "config.h"

#include "sink/sink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TENANT SLICE("example")
#define REPORTS 100

struct tally {
    unsigned written;
    unsigned spooled;
    unsigned lost;
};

static void on_outcome(void *context, const struct sink_outcome *outcome)
{
    struct tally *tally = context;

    if (outcome->result == SINK_WRITTEN) {
        tally->written++;
    } else if (outcome->result == SINK_SPOOLED) {
        tally->spooled++;
    } else {
        tally->lost++;
        fprintf(stderr, "report %" PRIu64 ": %s\n", outcome->token, outcome->reason);
    }
}

static void on_status(void *context, const struct sink_status *status)
{
    (void)context;
    fprintf(stderr, "breaker %s: %s\n", breaker_state_name(status->breaker), status->reason.text);
}

/* The slices point at texts that stay; report_reset() lets go of them. */
static void fill(struct report *report, double value)
{
    report_reset(report);
    report->window_start = SLICE("2026-11-22T13:00:00+00:00");
    report->window_end = SLICE("2026-11-22T13:01:00+00:00");
    struct reading *reading = report_add(report);
    reading->name = SLICE("ResponseQuality.faithfulness");
    reading->severity = value < 0.7 ? SEVERITY_DEGRADED : SEVERITY_OK;
    reading->value = value;
    reading->baseline = 0.84;
    reading->z = (value - 0.84) / 0.05;
    reading->sample_count = 312;
    if (reading->severity == SEVERITY_DEGRADED)
        report->degraded = reading->name;
}

static bool print_report(void *context, const struct report *report, const struct error *unreadable)
{
    size_t *count = context;

    if (unreadable == NULL && report->count > 0)
        (*count)++;
    return true;
}

static int report_drift(struct sink *sink, const struct tally *tally)
{
    const struct time_range always = {0, INT64_MAX};
    struct report report = {0};
    struct stream_id id;
    struct error error;
    size_t found = 0;

    fill(&report, 0.62);
    enum sink_result result = sink_emit(sink, TENANT, &report, &id, &error);
    if (result == SINK_WRITTEN)
        printf("written as %" PRIu64 "-%" PRIu64 "\n", id.ms, id.seq);
    else
        printf("%s %s\n", result == SINK_SPOOLED ? "spooled" : "not written:", error.text);

    for (uint64_t i = 0; i < REPORTS; i++) {
        fill(&report, 0.8 + (double)i / 1000);
        while (!sink_submit(sink, TENANT, &report, i))
            sink_poll(sink, NULL, 0, -1);
    }
    bool all = sink_flush(sink, 2000);
    printf("%u written, %u spooled, %u lost\n", tally->written, tally->spooled, tally->lost);

    if (sink_latest(sink, TENANT, &report, &error))
        printf("the newest has %.*s = %g\n", (int)report.readings[0].name.size,
               report.readings[0].name.data, report.readings[0].value);
    if (sink_window(sink, TENANT, always, print_report, &found, &error))
        printf("%zu reports in the stream\n", found);
    report_free(&report);
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct sink_options options = sink_options_default();
    struct tally tally = {0};
    struct error error;

    if (argc != 3) {
        fprintf(stderr, "usage: %s URL SPOOL_DIRECTORY\n", argv[0]);
        return 2;
    }
    options.url = argv[1];
    options.spool_directory = argv[2];
    options.on_outcome = on_outcome;
    options.on_status = on_status;
    options.context = &tally;
    struct sink *sink = sink_open(&options, &error);
    if (sink == NULL) {
        fprintf(stderr, "%s\n", error.text);
        return EXIT_FAILURE;
    }
    int status = report_drift(sink, &tally);
    sink_close(sink);
    return status;
}
