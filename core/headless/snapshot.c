#include "config.h"

#include "headless/snapshot.h"

#include "base/memory.h"
#include "base/text.h"
#include "headless/complain.h"
#include "judge/listing.h"
#include "source/selection.h"
#include "source/source.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define STATUS_UNKNOWN 3

/* One look at a source: tenants are found, their windows loaded, and the source is closed. */
struct look {
    const struct options *options;
    uv_loop_t loop;
    uv_timer_t patience;
    struct source *source;
    struct fleet *fleet;
    char note[sizeof(((struct source_status *)NULL)->note)]; /* of a file: its bad lines */
    char *name; /* of the source; NULL: it could not be opened */
    int64_t generated_ms;
    struct time_range window;
    int64_t answered_ms;
    bool watching;
    bool ended;
    struct judgement judgement;
    struct listing tenants;
    struct error error; /* class ERROR_NONE: it went well */
};

static void end_look(struct look *look)
{
    look->ended = true;
    if (look->source->status.phase == SOURCE_ENDED)
        snprintf(look->note, sizeof(look->note), "%s", look->source->status.note);
    uv_close((uv_handle_t *)&look->patience, NULL);
    source_close(look->source, NULL, NULL);
}

/* Returns true when the source has answered since it was asked last. What it says while it is away
 * ("LOADING …") is no answer. */
static bool has_answered(struct look *look)
{
    const struct source_status *status = &look->source->status;

    if (status->phase != SOURCE_LIVE || status->answered_ms == look->answered_ms)
        return false;
    look->answered_ms = status->answered_ms;
    return true;
}

static void wait_for_answer(struct look *look);

static void on_patience_ended(uv_timer_t *timer)
{
    struct look *look = timer->data;

    if (has_answered(look)) {
        wait_for_answer(look);
        return;
    }
    look->error = look->source->status.error;
    if (look->error.class == ERROR_NONE)
        error_set(&look->error, ERROR_RETRY, "it did not answer in time");
    end_look(look);
}

static void wait_for_answer(struct look *look)
{
    uv_timer_start(&look->patience, on_patience_ended, (uint64_t)look->options->timeout_ms, 0);
}

/* Asks for the window of every tenant. */
static void watch_all(struct look *look)
{
    struct watched_range *ranges = mem_zalloc(look->fleet->count, sizeof(*ranges));

    look->watching = true;
    look->generated_ms = source_now(look->source);
    if (options_window(look->options, look->generated_ms, &look->window, &look->error)) {
        struct time_range range = look->window;
        if (range.end_ms >= look->generated_ms)
            range.end_ms = HISTORY_LIVE;
        for (size_t i = 0; i < look->fleet->count; i++)
            ranges[i] = (struct watched_range){look->fleet->tenants[i]->name, range};
        source_watch(look->source, &(struct source_watch){ranges, look->fleet->count});
    }
    free(ranges);
}

/* Returns true when the source cannot be expected to come by itself. */
static bool is_hopeless(const struct source_status *status)
{
    bool passing = status->error.class == ERROR_RETRY || status->error.class == ERROR_RESOLVE;

    return status->phase == SOURCE_STOPPED || (status->phase == SOURCE_AWAY && !passing);
}

static void on_changed(void *context)
{
    struct look *look = context;
    const struct source_status *status = &look->source->status;

    if (look->ended)
        return;
    if (is_hopeless(status)) {
        look->error = status->error;
        end_look(look);
        return;
    }
    if (has_answered(look))
        wait_for_answer(look);
    if (!status->discovered)
        return;
    if (!look->watching)
        watch_all(look);
    if (look->error.class != ERROR_NONE || status->loading == 0)
        end_look(look);
}

/* Fills the fleet. Returns false with the reason in look->error. */
static bool take_look(struct look *look)
{
    struct source_options source_options;

    /* A server that hangs up is an error of the source, and no signal. */
    signal(SIGPIPE, SIG_IGN);
    int failure = uv_loop_init(&look->loop);
    if (failure != 0)
        return error_set(&look->error, ERROR_SYSTEM, "%s", uv_strerror(failure));
    options_source(look->options, false, &source_options);
    look->source = source_open(&look->loop, look->options->source, &source_options, look->fleet,
                               on_changed, look, &look->error);
    if (look->source != NULL) {
        look->name = mem_strdup(look->source->name);
        uv_timer_init(&look->loop, &look->patience);
        look->patience.data = look;
        wait_for_answer(look);
        uv_run(&look->loop, UV_RUN_DEFAULT);
    }
    uv_loop_close(&look->loop);
    return look->error.class == ERROR_NONE;
}

/* Returns the status to exit with when something failed. */
static int failure_status(const struct options *options, enum error_class class)
{
    if (options->exit_code)
        return STATUS_UNKNOWN;
    return class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}

/* Tells which tenants were asked for by name and do not exist, which could not be read, and what
 * was wrong with a file. */
static bool report_missing(const struct look *look)
{
    const struct options *options = look->options;
    bool complete = true;

    for (size_t i = 0; i < options->tenant_count; i++) {
        const char *name = options->tenants[i];
        if (selection_is_glob(name) || fleet_find(look->fleet, slice_of(name)) != NULL)
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
    if (look->note[0] != '\0')
        complain("%s: %s", look->name, look->note);
    return complete;
}

/* Judges the tenants. For a reader the worst comes first; for a program each has the same place
 * every time. */
static void judge(struct look *look)
{
    enum sort sort = look->options->format == FORMAT_TEXT ? SORT_WORST : SORT_NAME;

    judgement_renew(&look->judgement, look->fleet, look->window.end_ms);
    listing_renew(&look->tenants, &look->judgement,
                  &(struct listing_choice){.sort = sort, .filter = ""});
}

static bool print_snapshot(const struct look *look, FILE *out)
{
    const struct options *options = look->options;
    struct buffer looked_for = {0};
    enum glyph_set set = GLYPHS_ASCII;
    bool printed;

    options_describe_streams(options, &looked_for);
    struct snapshot_frame frame = {
        .source = look->name,
        .looked_for = buffer_text(&looked_for),
        .generated_ms = look->generated_ms,
        .window = look->window,
        .buckets = options->buckets,
        .zone = options->utc ? ZONE_UTC : ZONE_LOCAL,
    };
    if (options->format == FORMAT_JSON) {
        printed = snapshot_json(out, &look->tenants, &frame);
    } else if (options->format == FORMAT_CSV) {
        printed = snapshot_csv(out, &look->tenants, &frame);
    } else if (options->format == FORMAT_OPENMETRICS) {
        printed = snapshot_openmetrics(out, &look->tenants, &frame);
    } else {
        glyphs_parse(options->glyphs, &set);
        printed = snapshot_text(out, &look->tenants, &frame, glyphs_get(set),
                                set == GLYPHS_ASCII || !text_locale_is_utf8());
    }
    buffer_free(&looked_for);
    return printed;
}

/* Prints to the last byte. Whoever closes a pipe has read enough: that is the end of the program,
 * and no error. */
static bool print_and_flush(const struct look *look, FILE *out)
{
    signal(SIGPIPE, SIG_DFL);
    errno = 0;
    bool printed = print_snapshot(look, out);
    if (fflush(out) == 0 && printed)
        return true;
    complain("cannot write the snapshot: %s", errno != 0 ? strerror(errno) : "unknown reason");
    return false;
}

int snapshot_run(const struct options *options, FILE *out)
{
    struct fleet fleet = {0};
    struct look look = {.options = options, .fleet = &fleet};
    int status;

    if (!take_look(&look)) {
        if (look.name != NULL)
            error_prefix(&look.error, "%s", look.name);
        complain("%s", look.error.text);
        status = failure_status(options, look.error.class);
        if (options->format == FORMAT_OPENMETRICS && look.error.class != ERROR_USAGE)
            snapshot_openmetrics_down(out);
    } else {
        bool complete = report_missing(&look);
        judge(&look);
        bool printed = print_and_flush(&look, out);
        status = options->exit_code ? judgement_exit_status(&look.judgement) : 0;
        if (!complete || !printed)
            status = options->exit_code ? exit_status_worst(status, STATUS_UNKNOWN) : STATUS_FAILED;
    }
    listing_free(&look.tenants);
    judgement_free(&look.judgement);
    fleet_free(&fleet);
    free(look.name);
    return status;
}
