#include "config.h"

#include "headless/attention_file.h"
#include "headless/snapshot.h"

#include "base/text.h"
#include "headless/complain.h"
#include "headless/operands.h"
#include "headless/snapshot_doctor.h"
#include "headless/snapshot_look.h"
#include "headless/status.h"
#include "judge/listing.h"
#include "present/fleet_words.h"
#include "source/selection.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Returns the status to exit with when something failed. */
static int failure_status(const struct options *options, enum error_class class)
{
    if (options->exit_code)
        return STATUS_UNKNOWN;
    return class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}

static const struct snapshot_format *format_of(const struct options *options)
{
    return (const struct snapshot_format *)options->format;
}

/* Notes of what is missing, which are no mere notes. */
static const enum source_note_kind losses[] = {NOTE_PART_AWAY, NOTE_FILE_CUT};

static bool is_loss(const struct source_note *note)
{
    bool is = false;

    for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++)
        is |= strcmp(note->id, source_note_id(losses[i])) == 0;
    return is;
}

/* What comes of a look. */
struct outcome {
    struct judgement judgement;
    struct listing tenants;
    struct snapshot_doctor doctor;
    struct notes notes;
    struct buffer looked_for;
    struct buffer reason; /* why not all was read: the first thing that was told; "" for none */
    int status;           /* of a monitoring plug-in */
    struct attention attention;
};

static void tell(struct outcome *outcome, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Something is missing: it is told, and what is left is not all. */
static void tell(struct outcome *outcome, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;

    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    complain("%s", buffer_text(&text));
    if (outcome->reason.size == 0)
        buffer_append(&outcome->reason, text.data, text.size);
    buffer_free(&text);
}

/* Whether a tenant that nothing is known of exists, what is away might know. */
static void tell_unknown(struct outcome *outcome, const struct look *look, const char *name)
{
    if (source_note(&look->status, source_note_id(NOTE_PART_AWAY)) != NULL)
        tell(outcome, "whether there is a tenant \"%s\" in %s is not known", name, look->name);
    else
        tell(outcome, "there is no tenant \"%s\" in %s", name, look->name);
}

/* Tells what is away, which files end too early, which tenants were asked for by name and do not
 * exist, and which could not be read. */
static void tell_missing(struct outcome *outcome, const struct look *look)
{
    const struct options *options = look->options;

    for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
        const char *loss = source_note(&look->status, source_note_id(losses[i]));
        if (loss != NULL)
            tell(outcome, "%s: %s", look->name, loss);
    }
    for (size_t i = 0; i < options->tenants.count; i++) {
        const char *name = options->tenants.items[i];
        if (!selection_is_glob(name) && !fleet_knows(look->fleet, slice_of(name)))
            tell_unknown(outcome, look, name);
    }
    for (size_t i = 0; i < look->fleet->count; i++) {
        const struct tenant *tenant = look->fleet->tenants[i];
        if (tenant->failed)
            tell(outcome, "%s: %s", tenant_title(tenant).data, tenant_trouble(tenant));
    }
}

/* What is to be known of the source is told whatever is printed; the rest where the format does
 * not tell it. */
static void tell_notes(const struct outcome *outcome, const struct look *look)
{
    for (size_t i = 0; i < look->status.note_count; i++) {
        const struct source_note *note = &look->status.notes[i];
        if (strcmp(note->id, source_note_id(NOTE_RECORDING)) != 0 && !is_loss(note))
            complain("%s: %s", look->name, note->text);
    }
    for (size_t i = 0; i < outcome->notes.count && !format_of(look->options)->has_notes; i++) {
        const struct note *note = &outcome->notes.list[i];
        if (source_note(&look->status, note->id) == NULL)
            complain("%s: %s", look->name, buffer_text(&note->text));
    }
}

static void judge(struct outcome *outcome, const struct look *look)
{
    const struct options *options = look->options;
    struct judge_moment moment = options_moment(options, look->generated_ms);
    const struct listing_choice choice = {
        .sort = format_of(options)->worst_first ? SORT_WORST : SORT_NAME, .filter = ""};
    const struct notes_about about = {
        .status = &look->status,
        .doctor = &outcome->doctor,
        .warnings = format_of(options)->warnings,
        .forget_ms = options->rules.forget_ms,
        .telling = {look->window.end_ms, options->utc ? ZONE_UTC : ZONE_LOCAL},
    };
    struct error error;

    if (moment.until_ms == INT64_MAX)
        moment.until_ms = look->until_ms;
    judgement_renew(&outcome->judgement, look->fleet, &moment);
    if (!attention_open(&outcome->attention, look->name, &error))
        complain("%s", error.text);
    attention_follow(&outcome->attention, &outcome->judgement, timestamp_now());
    listing_renew(&outcome->tenants, &outcome->judgement, &choice);
    notes_collect(&outcome->notes, &outcome->judgement, &about);
    options_describe_streams(options, &outcome->looked_for);
}

/* A picture is about the worst tenant that there is. */
static void tell_missing_dimension(struct outcome *outcome, const struct options *options)
{
    const struct listing *tenants = &outcome->tenants;

    if (options->dimension == NULL || tenants->count == 0)
        return;
    const struct tenant *tenant = tenants->rows[0]->tenant;
    if (tenant_find_dimension(tenant, slice_of(options->dimension)) == tenant->dimension_count)
        tell(outcome, "%s: there is no dimension \"%s\"", tenant_title(tenant).data,
             options->dimension);
}

/* Returns why there is more to say than what the tenants are like, or NULL. */
static const char *reason_of(struct outcome *outcome)
{
    if (fleet_total(&outcome->judgement) == 0 && outcome->reason.size == 0) {
        buffer_printf(&outcome->reason, "nothing was found: %s", buffer_text(&outcome->looked_for));
        for (size_t i = 0; i < outcome->notes.count; i++)
            buffer_printf(&outcome->reason, "; %s", buffer_text(&outcome->notes.list[i].text));
    }
    return outcome->reason.size > 0 ? buffer_text(&outcome->reason) : NULL;
}

static bool print_snapshot(const struct look *look, struct outcome *outcome, FILE *out)
{
    const struct options *options = look->options;
    enum glyph_set set = glyphs_choose(options->glyphs);

    struct snapshot_frame frame = {
        .look = look,
        .source = look->name,
        .looked_for = buffer_text(&outcome->looked_for),
        .generated_ms = look->generated_ms,
        .window = look->window,
        .buckets = options->buckets,
        .zone = options->utc ? ZONE_UTC : ZONE_LOCAL,
        .glyphs = glyphs_get(set),
        .ascii = set == GLYPHS_ASCII || !text_locale_is_utf8(),
        .recorded = source_note(&look->status, source_note_id(NOTE_RECORDING)) != NULL,
        .notes = &outcome->notes,
        .doctor = &outcome->doctor,
        .attention = &outcome->attention,
        .named = options->tenants.count > 0,
        .check = options->exit_code,
        .status = outcome->status,
        .reason = reason_of(outcome),
    };
    return format_of(options)->print(out, &outcome->tenants, &frame);
}

/* Prints to the last byte. Whoever closes a pipe has read enough: that is the end of the program,
 * and no error. */
static bool print_and_flush(const struct look *look, struct outcome *outcome, FILE *out)
{
    signal(SIGPIPE, SIG_DFL);
    errno = 0;
    bool printed = print_snapshot(look, outcome, out);
    if (fflush(out) == 0 && printed)
        return true;
    complain("cannot write the snapshot: %s", errno != 0 ? strerror(errno) : "unknown reason");
    return false;
}

static int fail(struct look *look, FILE *out)
{
    const struct snapshot_format *format = format_of(look->options);
    bool check = look->options->exit_code;

    if (look->name != NULL)
        error_prefix(&look->error, "%s", look->name);
    complain("%s", look->error.text);
    if (format->print_down != NULL && (check || look->error.class != ERROR_USAGE))
        format->print_down(out, look->error.text, check);
    return failure_status(look->options, look->error.class);
}

static void outcome_free(struct outcome *outcome)
{
    listing_free(&outcome->tenants);
    judgement_free(&outcome->judgement);
    notes_free(&outcome->notes);
    snapshot_doctor_free(&outcome->doctor);
    attention_free(&outcome->attention);
    buffer_free(&outcome->looked_for);
    buffer_free(&outcome->reason);
}

/* Judges the tenants and prints them. */
static int succeed(struct look *look, FILE *out)
{
    struct outcome outcome = {0};

    tell_missing(&outcome, look);
    snapshot_doctor_ask(&outcome.doctor, look);
    judge(&outcome, look);
    tell_missing_dimension(&outcome, look->options);
    tell_notes(&outcome, look);
    bool complete = outcome.reason.size == 0;
    outcome.status = exit_status_worst(judgement_exit_status(&outcome.judgement),
                                       complete ? STATUS_DONE : STATUS_UNKNOWN);
    bool printed = print_and_flush(look, &outcome, out);
    int status = complete && printed ? STATUS_DONE : STATUS_FAILED;
    if (look->options->exit_code)
        status = exit_status_worst(outcome.status, printed ? STATUS_DONE : STATUS_UNKNOWN);
    outcome_free(&outcome);
    return status;
}

int snapshot_run(const struct options *options, FILE *out)
{
    struct fleet fleet = {0};
    struct look look = {.options = options, .fleet = &fleet, .screen = format_of(options)->screen};

    int status = look_take(&look) ? succeed(&look, out) : fail(&look, out);
    look_free(&look);
    fleet_free(&fleet);
    return status;
}

void snapshot_refuse(const struct options *options, const struct error *error, FILE *out)
{
    const char *format = options->format_name;

    if (options->exit_code && (format == NULL || strcmp(format, "text") == 0))
        snapshot_text_format.print_down(out, error->text, true);
}

static int run(const struct options *options)
{
    return snapshot_run(options, stdout);
}

static const struct example examples[] = {
    {"driftop snapshot -t acme-support", "one tenant, for a ticket"},
    {"driftop snapshot -f json -w 24h", "all since yesterday, for scripts"},
    {"driftop snapshot --since 14:00 --until 15:30", "an incident afterwards"},
    {"driftop snapshot -f svg --size 120x35 >fleet.svg", "a screen of the dashboard, to be shown"},
    {"driftop snapshot --exit-code >/dev/null", "a check for monitoring"},
    {0},
};

const struct command snapshot_command = {
    .name = "snapshot",
    .set = FOR_SNAPSHOT,
    .usage = "[OPTIONS] [SOURCE | FILE...]",
    .summary = "print the window once, as text, for programs or as a screen",
    .about = "driftop snapshot prints what the dashboard would show, once and without a terminal: "
             "the tenants with their states, dimensions, sparklines and newest events as text, "
             "worst first, or everything as JSON, CSV or OpenMetrics, tenants sorted by name, or a "
             "screen of the dashboard as SVG or with the escape sequences of its colours.",
    .examples = examples,
    .take_words = operands_source,
    .run = run,
};
