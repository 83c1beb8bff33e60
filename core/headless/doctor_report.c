#include "config.h"

#include "headless/doctor_report.h"

#include "headless/status.h"
#include "source/selection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS 80
#define COLUMNS_MIN 40
#define COLUMNS_MAX 120 /* longer lines are hard to read */

/* Of the terminal that it is printed on; a pipe is as wide as a ticket. */
static int columns_of_output(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return COLUMNS;
    if (size.ws_col > COLUMNS_MAX)
        return COLUMNS_MAX;
    return size.ws_col > COLUMNS_MIN ? size.ws_col : COLUMNS_MIN;
}

static bool has_colours(const char *when)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (strcmp(when, "auto") != 0)
        return strcmp(when, "never") != 0;
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

static size_t count_skipped(const struct doctor_settings *settings)
{
    size_t count = 0;

    for (size_t i = 0; i < doctor_check_count; i++)
        count += settings->off[i];
    return count;
}

/* The largest cap that a stream needs is the one that does for all. */
static void find_cap(struct doctor_report *report)
{
    for (size_t i = 0; i < report->examination->stream_count; i++) {
        const struct examined_stream *stream = &report->examination->streams[i];
        struct stream_figures figures;
        stream_figures_make(&figures, stream, report->settings->hours);
        if (figures.cap > report->cap)
            report->cap = figures.cap;
    }
}

void doctor_report_make(struct doctor_report *report, const struct options *options,
                        const struct examination *examination,
                        const struct doctor_settings *settings, const struct findings *findings)
{
    size_t skipped = count_skipped(settings);

    *report = (struct doctor_report){
        .tenants = &options->tenants,
        .examination = examination,
        .settings = settings,
        .findings = findings,
        .checks = doctor_check_count - skipped,
        .skipped = skipped,
        .generated_ms = examination->ended_ms,
        .zone = options->utc ? ZONE_UTC : ZONE_LOCAL,
        .all = options->all,
        .colours = has_colours(options->color),
        .columns = columns_of_output(),
    };
    memory_figures_make(&report->memory, examination, settings);
    find_cap(report);
}

bool doctor_report_lacks(const struct doctor_report *report, size_t tenant)
{
    const struct examination *examination = report->examination;

    for (size_t i = 0; i < examination->stream_count; i++) {
        if (selection_matches(&report->tenants->items[tenant], 1, examination->streams[i].tenant))
            return false;
    }
    return examination->searched;
}

int doctor_status(const struct doctor_report *report)
{
    const struct examination *examination = report->examination;
    const struct findings *findings = report->findings;

    /* A name that is mistyped would be well for ever. */
    if (report->tenants->count > 0 && examination->stream_count == 0)
        return DOCTOR_BLIND;
    if (findings_count(findings, FINDING_ERROR) > 0)
        return DOCTOR_ERRORS;
    return findings_count(findings, FINDING_WARNING) > 0 ? DOCTOR_WARNINGS : STATUS_DONE;
}
