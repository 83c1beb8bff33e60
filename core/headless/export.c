#include "config.h"

#include "headless/export_private.h"

#include "base/duration.h"
#include "headless/complain.h"
#include "headless/operands.h"
#include "headless/status.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define PROGRESS_MS 250

/* Closes what keeps the loop alive, once everything has been written. */
static void close_when_done(struct export *export)
{
    if (!export->ended || export->closed || !output_is_done(&export->output))
        return;
    export->closed = true;
    patience_close(&export->patience);
    uv_close((uv_handle_t *)&export->clock, NULL);
    uv_close((uv_handle_t *)&export->interrupt, NULL);
    uv_close((uv_handle_t *)&export->terminate, NULL);
    uv_close((uv_handle_t *)&export->hangup, NULL);
    feed_close(export->feed, NULL, NULL);
}

/* Ends the reading; what was read still leaves. */
void export_end(struct export *export)
{
    if (export->ended)
        return;
    export->ended = true;
    feed_pause(export->feed);
    output_flush(&export->output);
    close_when_done(export);
}

void export_fail(struct export *export, const struct error *error)
{
    if (export->error.class == ERROR_NONE)
        export->error = *error;
    export_end(export);
}

/* Whoever closes a pipe has read enough: that is the end, and no error. */
static void on_written(void *context)
{
    struct export *export = context;
    struct error error;

    if (export->output.failure == EPIPE) {
        export_end(export);
    } else if (export->output.failure != 0) {
        error_system(&error, export->output.failure, "cannot write");
        export_fail(export, &error);
    } else if (!export->ended && !output_is_full(&export->output)) {
        feed_resume(export->feed);
        export_wait(export);
    }
    close_when_done(export);
}

static void on_patience_ended(void *context)
{
    struct export *export = context;
    struct error error = {0};
    char limit[32];

    if (export_do_without(export))
        return;
    duration_format(export->patience.timeout_ms, limit);
    feed_explain_wait(export->feed, limit, &error);
    patience_explain(&export->patience, &error);
    export_fail(export, &error);
}

/* A file that can be read may take as long as whoever writes it. */
void export_wait(struct export *export)
{
    const struct feed *feed = export->feed;
    bool is_due = feed_is_server(feed) || feed->status.phase != SOURCE_LIVE;
    bool follows = export->begun && export->options->follow;

    if (!export->ended)
        patience_see(&export->patience, &feed->status, is_due && !follows && !feed->paused);
}

static void on_clock(uv_timer_t *timer)
{
    export_tell_progress(timer->data);
}

/* What was read is written, as a pipe does not give it again; a second signal ends the program at
 * once. */
static void on_signal(uv_signal_t *handle, int number)
{
    struct export *export = handle->data;

    uv_signal_stop(&export->interrupt);
    uv_signal_stop(&export->terminate);
    export->signal = number;
    if (export->ended || !export->begun || !feed_finish(export->feed))
        export_end(export);
}

/* Without its terminal the program ends as by any signal. */
static void on_hangup(uv_signal_t *handle, int number)
{
    struct export *export = handle->data;
    struct buffer said = {0};

    if (export->has_terminal && !reload_has_terminal()) {
        on_signal(handle, number);
        return;
    }
    if (reload(&export->reload, &said))
        export->options = export->reload.options;
    export_tell(export, (struct slice){0}, buffer_text(&said));
    buffer_free(&said);
}

static bool open_feed(struct export *export)
{
    const struct options *options = export->options;
    struct source_options source_options;

    options_source(options, options->follow, &source_options);
    /* Whom it leaves out may change while it follows. */
    if (options->follow)
        source_options.exclude_count = 0;
    export->feed = feed_open(&export->loop, options->source, &source_options, &export_events,
                             export, &export->error);
    return export->feed != NULL;
}

/* None of these calls can fail: the handles are fresh. */
static void start(struct export *export)
{
    patience_begin(&export->patience, &export->loop, export->options->timeout_ms, on_patience_ended,
                   export);
    uv_timer_init(&export->loop, &export->clock);
    uv_signal_init(&export->loop, &export->interrupt);
    uv_signal_init(&export->loop, &export->terminate);
    uv_signal_init(&export->loop, &export->hangup);
    export->clock.data = export;
    export->interrupt.data = export;
    export->terminate.data = export;
    export->hangup.data = export;
    uv_signal_start(&export->interrupt, on_signal, SIGINT);
    uv_signal_start(&export->terminate, on_signal, SIGTERM);
    export->has_terminal = reload_has_terminal();
    if (export->options->follow && reload_takes_hangup())
        uv_signal_start(&export->hangup, on_hangup, SIGHUP);
    output_open(&export->output, &export->loop, STDOUT_FILENO, on_written, export);
    progress_begin(&export->progress, export->options->quiet, true);
    if (export->progress.enabled)
        uv_timer_start(&export->clock, on_clock, PROGRESS_MS, PROGRESS_MS);
}

static int run(const struct options *options)
{
    struct export export = {.options = options, .reload.options = options};

    int failure = uv_loop_init(&export.loop);
    if (failure != 0) {
        complain("%s", uv_strerror(failure));
        return STATUS_FAILED;
    }
    signal(SIGPIPE, SIG_IGN);
    if (open_feed(&export)) {
        snprintf(export.name, sizeof(export.name), "%s", export.feed->name);
        start(&export);
        uv_run(&export.loop, UV_RUN_DEFAULT);
        output_free(&export.output);
    }
    uv_loop_close(&export.loop);
    int status = export_conclude(&export);
    reload_free(&export.reload);
    return status;
}

static const struct example examples[] = {
    {"driftop export -w 24h | gzip >day.jsonl.gz", "a day of reports, to keep"},
    {"driftop export -f csv -t acme-support", "one tenant, for a spreadsheet"},
    {"driftop export --follow | jq -c .degraded", "what comes, as it comes"},
    {0},
};

const struct command export_command = {
    .name = "export",
    .set = FOR_EXPORT,
    .usage = "[OPTIONS] [SOURCE | FILE...]",
    .summary = "write the window's reports as NDJSON or CSV",
    .about =
        "driftop export writes the reports of the window to standard output, the oldest first: "
        "one a line as NDJSON, which driftop reads back, or one row for each dimension as "
        "CSV. However long the window, it takes the same memory.",
    .examples = examples,
    .take_words = operands_source,
    .run = run,
};
