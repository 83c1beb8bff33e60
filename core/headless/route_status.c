/* --status: how every destination is. */
#include "config.h"

#include "headless/route_private.h"

#include "headless/complain.h"
#include "headless/route_report.h"
#include "headless/status.h"

#include <stdio.h>

/* Whether somebody has to look: a destination is away, or streams are read by nobody. */
static bool is_well(const struct route_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->items[i].down_since_ms > 0 || !report->items[i].is_known ||
            report->items[i].is_damaged || route_report_orphans(&report->items[i]) > 0)
            return false;
    }
    return true;
}

int route_status(const struct options *options, struct destination_list *list)
{
    const struct route_format *format = (const struct route_format *)options->format;
    struct route_report report = {0};
    struct errand errand = {0};
    struct error error;
    int status = STATUS_FAILED;

    if (errand_open(&errand, options, &error) &&
        route_report_read(&report, &errand, options, list, &error)) {
        format->print(stdout, &report);
        int written = status_of_output();
        status = is_well(&report) ? written : STATUS_FAILED;
    } else {
        if (format->print_down != NULL)
            format->print_down(stdout);
        complain("%s", error.text);
        status = error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    }
    errand_close(&errand);
    route_report_free(&report);
    return status;
}
