#include "config.h"

#include "headless/snapshot.h"

#include "base/text.h"
#include "headless/complain.h"
#include "headless/operands.h"
#include "headless/snapshot_look.h"
#include "headless/status.h"
#include "judge/listing.h"
#include "source/selection.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Returns the status to exit with when something failed. */
static int failure_status(const struct options *options, enum error_class class)
{
    if (options->exit_code)
        return STATUS_UNKNOWN;
    return class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}

/* Tells which tenants were asked for by name and do not exist, which could not be read, and what
 * is to be known of the source. */
static bool report_missing(const struct look *look)
{
    const struct options *options = look->options;
    bool complete = true;

    for (size_t i = 0; i < options->tenants.count; i++) {
        const char *name = options->tenants.items[i];
        if (selection_is_glob(name) || fleet_knows(look->fleet, slice_of(name)))
            continue;
        complete = false;
        complain("there is no tenant \"%s\" in %s", name, look->name);
    }
    for (size_t i = 0; i < look->fleet->count; i++) {
        const struct tenant *tenant = look->fleet->tenants[i];
        if (!tenant->failed)
            continue;
        complete = false;
        complain("%s: %s", tenant->name, tenant->trouble);
    }
    for (size_t i = 0; i < look->status.note_count; i++)
        complain("%s: %s", look->name, look->status.notes[i].text);
    return complete;
}

static const struct snapshot_format *format_of(const struct options *options)
{
    return (const struct snapshot_format *)options->format;
}

static bool print_snapshot(const struct look *look, const struct listing *tenants, FILE *out)
{
    const struct options *options = look->options;
    struct buffer looked_for = {0};
    enum glyph_set set = GLYPHS_ASCII;

    glyphs_parse(options->glyphs, &set);
    options_describe_streams(options, &looked_for);
    struct snapshot_frame frame = {
        .source = look->name,
        .looked_for = buffer_text(&looked_for),
        .generated_ms = look->generated_ms,
        .window = look->window,
        .buckets = options->buckets,
        .zone = options->utc ? ZONE_UTC : ZONE_LOCAL,
        .glyphs = glyphs_get(set),
        .ascii = set == GLYPHS_ASCII || !text_locale_is_utf8(),
    };
    bool printed = format_of(options)->print(out, tenants, &frame);
    buffer_free(&looked_for);
    return printed;
}

/* Prints to the last byte. Whoever closes a pipe has read enough: that is the end of the program,
 * and no error. */
static bool print_and_flush(const struct look *look, const struct listing *tenants, FILE *out)
{
    signal(SIGPIPE, SIG_DFL);
    errno = 0;
    bool printed = print_snapshot(look, tenants, out);
    if (fflush(out) == 0 && printed)
        return true;
    complain("cannot write the snapshot: %s", errno != 0 ? strerror(errno) : "unknown reason");
    return false;
}

static int fail(struct look *look, FILE *out)
{
    const struct snapshot_format *format = format_of(look->options);

    if (look->name != NULL)
        error_prefix(&look->error, "%s", look->name);
    complain("%s", look->error.text);
    if (format->print_down != NULL && look->error.class != ERROR_USAGE)
        format->print_down(out);
    return failure_status(look->options, look->error.class);
}

/* Judges the tenants and prints them. */
static int succeed(struct look *look, FILE *out)
{
    const struct options *options = look->options;
    struct judgement judgement = {0};
    struct listing tenants = {0};
    struct listing_choice choice = {
        .sort = format_of(options)->worst_first ? SORT_WORST : SORT_NAME, .filter = ""};

    const struct judge_moment moment = JUDGE_LIVE_AT(look->window.end_ms);
    bool complete = report_missing(look);
    judgement_renew(&judgement, look->fleet, &moment);
    listing_renew(&tenants, &judgement, &choice);
    bool printed = print_and_flush(look, &tenants, out);
    int status = options->exit_code ? judgement_exit_status(&judgement) : STATUS_DONE;
    if (!complete || !printed)
        status = options->exit_code ? exit_status_worst(status, STATUS_UNKNOWN) : STATUS_FAILED;
    listing_free(&tenants);
    judgement_free(&judgement);
    return status;
}

int snapshot_run(const struct options *options, FILE *out)
{
    struct fleet fleet = {0};
    struct look look = {.options = options, .fleet = &fleet};

    int status = look_take(&look) ? succeed(&look, out) : fail(&look, out);
    fleet_free(&fleet);
    free(look.name);
    return status;
}

static int run(const struct options *options)
{
    return snapshot_run(options, stdout);
}

static const struct example examples[] = {
    {"driftop snapshot -t acme-support", "one tenant, for a ticket"},
    {"driftop snapshot -f json -w 24h", "all since yesterday, for scripts"},
    {"driftop snapshot --since 14:00 --until 15:30", "an incident afterwards"},
    {"driftop snapshot --exit-code >/dev/null", "a check for monitoring"},
    {0},
};

const struct command snapshot_command = {
    .name = "snapshot",
    .set = FOR_SNAPSHOT,
    .usage = "[OPTIONS] [SOURCE | FILE...]",
    .summary = "print the window once, as text or for programs",
    .about = "driftop snapshot prints what the dashboard would show, once and without a terminal: "
             "the tenants with their states, dimensions, sparklines and newest events as text, "
             "worst first, or everything as JSON, CSV or OpenMetrics, tenants sorted by name.",
    .examples = examples,
    .take_words = operands_source,
    .run = run,
};
