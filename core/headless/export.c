#include "config.h"

#include "headless/export.h"

#include "base/duration.h"
#include "headless/complain.h"
#include "headless/output.h"
#include "headless/progress.h"
#include "source/feed.h"
#include "source/selection.h"
#include "wire/ndjson.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define STATUS_SIGNAL 128 /* and the signal's number */
#define PROGRESS_MS 250
#define COMPLAINTS_MAX 20 /* of one kind; the rest is counted */
#define LOSSES_IN_VAIN_MAX 3

struct export
{
    const struct options *options;
    uv_loop_t loop;
    uv_timer_t patience; /* runs while the source is away */
    uv_timer_t clock;    /* for the progress */
    uv_signal_t interrupt;
    uv_signal_t terminate;
    struct feed *feed;
    char name[sizeof(((struct feed *)NULL)->name)];
    struct output output;
    struct progress progress;
    struct time_range window;
    struct error error; /* class ERROR_NONE: it went well */
    uint64_t records;
    uint64_t unreadable;
    uint64_t lost;
    int64_t newest_ms; /* of the record that was written last */
    enum source_phase phase;
    unsigned losses_in_vain; /* of the connection, without a record in between */
    bool begun;
    bool ended; /* nothing more is read */
    bool closed;
    int signal; /* that ended it; 0: none */
};

/* Closes what keeps the loop alive, once everything has been written. */
static void close_when_done(struct export *export)
{
    if (!export->ended || export->closed || !output_is_done(&export->output))
        return;
    export->closed = true;
    uv_close((uv_handle_t *)&export->patience, NULL);
    uv_close((uv_handle_t *)&export->clock, NULL);
    uv_close((uv_handle_t *)&export->interrupt, NULL);
    uv_close((uv_handle_t *)&export->terminate, NULL);
    feed_close(export->feed, NULL, NULL);
}

/* Ends the reading; what was read still leaves. */
static void end(struct export *export)
{
    if (export->ended)
        return;
    export->ended = true;
    feed_pause(export->feed);
    output_flush(&export->output);
    close_when_done(export);
}

static void fail(struct export *export, const struct error *error)
{
    if (export->error.class == ERROR_NONE)
        export->error = *error;
    end(export);
}

/* Something to tell; it does not stay in the line of the progress. */
static void tell(struct export *export, struct slice tenant, const char *text)
{
    progress_clear(&export->progress);
    if (tenant.size > 0)
        complain("%.*s: %s", (int)tenant.size, tenant.data, text);
    else
        complain("%s: %s", export->name, text);
}

static void on_format(void *context, struct slice tenant, const struct report *report,
                      struct buffer *record)
{
    const struct export *export = context;

    if (export->options->format == FORMAT_CSV)
        export_csv(record, tenant, report);
    else
        ndjson_format(record, tenant, report);
}

static void on_record(void *context, struct stream_id id, struct slice bytes)
{
    struct export *export = context;

    export->records++;
    export->losses_in_vain = 0;
    export->newest_ms = stream_id_time(id);
    output_append(&export->output, bytes);
    if (export->options->follow)
        output_flush(&export->output);
    if (output_is_full(&export->output))
        feed_pause(export->feed);
}

/* Whoever closes a pipe has read enough: that is the end, and no error. */
static void on_written(void *context)
{
    struct export *export = context;
    struct error error;

    if (export->output.failure == EPIPE) {
        end(export);
    } else if (export->output.failure != 0) {
        error_system(&error, export->output.failure, "cannot write");
        fail(export, &error);
    } else if (!export->ended && !output_is_full(&export->output)) {
        feed_resume(export->feed);
    }
    close_when_done(export);
}

static void on_unreadable(void *context, struct slice tenant, const char *where, const char *reason)
{
    struct export *export = context;
    char text[480];

    if (export->unreadable++ >= COMPLAINTS_MAX)
        return;
    snprintf(text, sizeof(text), "%s cannot be read: %s", where, reason);
    tell(export, tenant, text);
}

static void on_lost(void *context, struct slice tenant, const char *reason)
{
    struct export *export = context;

    if (export->lost++ < COMPLAINTS_MAX)
        tell(export, tenant, reason);
}

static void on_noted(void *context, struct slice tenant, const char *text)
{
    tell(context, tenant, text);
}

/* Returns true when the source cannot be expected to come back by itself. */
static bool is_hopeless(const struct source_status *status)
{
    bool passing = status->error.class == ERROR_RETRY || status->error.class == ERROR_RESOLVE;

    return status->phase == SOURCE_STOPPED || (status->phase == SOURCE_AWAY && !passing);
}

static void on_patience_ended(uv_timer_t *timer)
{
    struct export *export = timer->data;
    struct error error = export->feed->status.error;

    if (error.class == ERROR_NONE)
        error_set(&error, ERROR_RETRY, "it did not answer in time");
    fail(export, &error);
}

/* While it follows it waits as long as it takes; else no longer than for an answer. */
static void wait_for_source(struct export *export)
{
    if (export->begun && export->options->follow)
        return;
    if (!uv_is_active((uv_handle_t *)&export->patience))
        uv_timer_start(&export->patience, on_patience_ended, (uint64_t) export->options->timeout_ms,
                       0);
}

static void on_phase_changed(struct export *export, const struct source_status *status)
{
    if (status->phase == SOURCE_LIVE && export->phase == SOURCE_AWAY && export->begun)
        tell(export, (struct slice){0}, "is back");
    if (status->phase == SOURCE_AWAY && export->begun)
        tell(export, (struct slice){0}, status->error.text);
    if (status->phase == SOURCE_AWAY)
        export->losses_in_vain++;
    if (status->phase == SOURCE_LIVE)
        uv_timer_stop(&export->patience);
    else
        wait_for_source(export);
}

static void on_changed(void *context)
{
    struct export *export = context;
    const struct source_status *status = &export->feed->status;

    if (export->ended)
        return;
    if (export->phase != status->phase)
        on_phase_changed(export, status);
    export->phase = status->phase;
    bool in_vain =
        export->begun && !export->options->follow && export->losses_in_vain >= LOSSES_IN_VAIN_MAX;
    if (is_hopeless(status) || in_vain)
        fail(export, &status->error);
}

/* A window without a named end goes up to what is there when it is reached. */
static bool choose_window(struct export *export, struct error *error)
{
    const struct options *options = export->options;
    bool has_end = options->until != NULL || options->frozen_now_ms != 0 ||
                   (options->since != NULL && options->window_given);

    if (!options_window(options, feed_now(export->feed), &export->window, error))
        return false;
    if (!has_end)
        export->window.end_ms = INT64_MAX;
    if (export->feed->is_recording && options->since == NULL && !options->window_given)
        export->window.start_ms = INT64_MIN;
    return true;
}

static void on_ready(void *context)
{
    struct export *export = context;
    struct buffer header = {0};
    struct error error;

    if (!choose_window(export, &error)) {
        fail(export, &error);
        return;
    }
    export->begun = true;
    export->newest_ms = export->window.start_ms;
    if (export->options->format == FORMAT_CSV) {
        export_csv_header(&header);
        output_append(&export->output, (struct slice){header.data, header.size});
        buffer_free(&header);
    }
    feed_begin(export->feed,
               &(struct feed_request){.window = export->window, .follow = export->options->follow});
}

/* Tells which tenants were asked for by name and do not exist. */
static void tell_missing(struct export *export)
{
    for (size_t i = 0; i < export->options->tenant_count; i++) {
        const char *name = export->options->tenants[i];
        if (!selection_is_glob(name) && fleet_find(&export->feed->fleet, slice_of(name)) == NULL)
            on_lost(export, slice_of(name), "there is no such tenant");
    }
}

static void on_ended(void *context)
{
    struct export *export = context;

    tell_missing(export);
    end(export);
}

/* How much of the file, or of the time, is done. */
static double share_done(const struct export *export)
{
    const struct feed *feed = export->feed;
    int64_t end_ms = export->window.end_ms != INT64_MAX ? export->window.end_ms : feed_now(feed);

    if (export->options->follow)
        return -1;
    if (feed->size > 0)
        return (double)feed->position / (double)feed->size;
    if (end_ms <= export->window.start_ms)
        return -1;
    return (double)(export->newest_ms - export->window.start_ms) /
           (double)(end_ms - export->window.start_ms);
}

static void on_clock(uv_timer_t *timer)
{
    struct export *export = timer->data;

    if (export->begun && !export->ended)
        progress_show(&export->progress, export->records, share_done(export));
}

/* The record that is being written is finished; a second signal ends the program at once. */
static void on_signal(uv_signal_t *handle, int number)
{
    struct export *export = handle->data;

    uv_signal_stop(&export->interrupt);
    uv_signal_stop(&export->terminate);
    export->signal = number;
    end(export);
}

static bool open_feed(struct export *export)
{
    static const struct feed_events events = {
        .ready = on_ready,
        .format = on_format,
        .record = on_record,
        .unreadable = on_unreadable,
        .lost = on_lost,
        .noted = on_noted,
        .changed = on_changed,
        .ended = on_ended,
    };
    const struct options *options = export->options;
    struct source_options source_options;

    options_source(options, options->follow, &source_options);
    export->feed =
        feed_open(&export->loop, options->source, &source_options, &events, export, &export->error);
    return export->feed != NULL;
}

/* None of these calls can fail: the handles are fresh. */
static void start(struct export *export, int descriptor)
{
    uv_timer_init(&export->loop, &export->patience);
    uv_timer_init(&export->loop, &export->clock);
    uv_signal_init(&export->loop, &export->interrupt);
    uv_signal_init(&export->loop, &export->terminate);
    export->patience.data = export;
    export->clock.data = export;
    export->interrupt.data = export;
    export->terminate.data = export;
    uv_signal_start(&export->interrupt, on_signal, SIGINT);
    uv_signal_start(&export->terminate, on_signal, SIGTERM);
    output_open(&export->output, &export->loop, descriptor, on_written, export);
    progress_begin(&export->progress, export->options->quiet, true);
    if (export->progress.enabled)
        uv_timer_start(&export->clock, on_clock, PROGRESS_MS, PROGRESS_MS);
    wait_for_source(export);
}

static void tell_count(uint64_t count, const char *what)
{
    if (count > COMPLAINTS_MAX)
        complain("… and %" PRIu64 " more %s", count - COMPLAINTS_MAX, what);
}

static bool tell_error(const struct export *export)
{
    if (export->error.class == ERROR_NONE)
        return false;
    if (export->name[0] != '\0')
        complain("%s: %s", export->name, export->error.text);
    else
        complain("%s", export->error.text);
    return true;
}

/* Tells how it went, and returns the status to exit with. */
static int conclude(struct export *export)
{
    progress_clear(&export->progress);
    tell_count(export->unreadable, "that cannot be read");
    tell_count(export->lost, "losses");
    if (tell_error(export))
        return export->error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    if (export->signal != 0)
        return STATUS_SIGNAL + export->signal;
    return export->lost > 0 ? STATUS_FAILED : 0;
}

int export_run(const struct options *options, int descriptor)
{
    struct export export = {.options = options};

    int failure = uv_loop_init(&export.loop);
    if (failure != 0) {
        complain("%s", uv_strerror(failure));
        return STATUS_FAILED;
    }
    signal(SIGPIPE, SIG_IGN);
    if (open_feed(&export)) {
        snprintf(export.name, sizeof(export.name), "%s", export.feed->name);
        start(&export, descriptor);
        uv_run(&export.loop, UV_RUN_DEFAULT);
        output_free(&export.output);
    }
    uv_loop_close(&export.loop);
    return conclude(&export);
}
