#include "config.h"

#include "headless/emit.h"

#include "base/duration.h"
#include "headless/complain.h"
#include "headless/emit_private.h"
#include "source/selection.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define DEFAULT_TENANT "default"
#define PROGRESS_MS 250
#define LINE_MIN_BYTES (1024 * 1024) /* JSON may be wordier than the entry that it becomes */

/* The descriptors that emit waits for. */
enum { WAIT_SIGNAL, WAIT_INPUT, WAIT_OUTPUT, WAIT_COUNT };

static bool choose_tenant(struct emit *emit, struct error *error)
{
    const struct options *options = emit->options;

    emit->tenant = options->tenant_count > 0 ? options->tenants[0] : DEFAULT_TENANT;
    if (options->tenant_count > 1 || selection_is_glob(emit->tenant))
        return error_set(error, ERROR_USAGE, "--tenant: emit takes one name, and no pattern");
    return true;
}

static bool open_sink(struct emit *emit, struct error *error)
{
    const struct options *options = emit->options;
    struct sink_options sink = {
        .url = options->source,
        .password_file = options->password_file,
        .ns = options->ns,
        .key_template = options->key,
        .app = options->app,
        .env = options->env,
        .trim = {.by = options->min_age_ms > 0 ? TRIM_BY_AGE : TRIM_BY_LENGTH,
                 .retention = options->retention,
                 .max_age_ms = options->min_age_ms,
                 .exact = options->exact},
        .keep_ids = options->keep_ids,
        .max_bytes = (size_t)options->max_bytes,
        .timeout_ms = options->timeout_ms,
        .spool_directory = options->spool,
        .spool_max_bytes = options->spool_max,
        .spool_full = strcmp(options->spool_full, "refuse") == 0 ? SPOOL_REFUSE : SPOOL_DROP_OLDEST,
        .on_outcome = emit_tell_outcome,
        .on_status = emit_tell_status,
        .context = emit,
    };

    emit->sink = sink_open(&sink, error);
    return emit->sink != NULL;
}

/* Signals come through a descriptor, so that they interrupt nothing but the wait. */
static bool open_signals(struct emit *emit, sigset_t *before, struct error *error)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that must not grow is told like a full disk */
    sigprocmask(SIG_BLOCK, &signals, before);
    emit->signals = signalfd(-1, &signals, SFD_CLOEXEC);
    return emit->signals >= 0 || error_system(error, errno, "signals");
}

static void take_signal(struct emit *emit)
{
    struct signalfd_siginfo info;

    if (read(emit->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return;
    emit->interrupts++;
    if (emit->interrupts > 1)
        return;
    progress_clear(&emit->progress);
    complain("interrupted: no more is read; what was read is written first; once more quits");
}

static void take_input(struct emit *emit)
{
    struct error error;

    if (!emit_input_read(&emit->input, &error))
        emit_tell_failure(emit, &error);
}

/* Nobody reads the answers any more: there is no point in going on. */
static void lose_output(struct emit *emit)
{
    struct error error;

    if (emit->ack.waiting.size > 0 && emit_ack_write(&emit->ack, &error))
        return;
    if (emit->ack.wanted)
        error_system(&error, EPIPE, "standard output");
    emit->ack.wanted = false;
    emit_tell_failure(emit, &error);
}

static void take_output(struct emit *emit)
{
    struct error error;

    if (emit->ack.waiting.size > 0 && !emit_ack_write(&emit->ack, &error))
        emit_tell_failure(emit, &error);
}

/* Waits until something can be done, at most for `timeout_ms` (-1: for ever), and does it. */
static void wait_and_serve(struct emit *emit, int timeout_ms)
{
    bool reads = !emit->in_hand && !emit->input_ended && emit->interrupts == 0 &&
                 !emit_ack_is_full(&emit->ack);
    struct pollfd waits[WAIT_COUNT] = {
        [WAIT_SIGNAL] = {.fd = emit->signals, .events = POLLIN},
        [WAIT_INPUT] = {.fd = reads ? emit->input.file : -1, .events = POLLIN},
        [WAIT_OUTPUT] = {.fd = emit->ack.wanted ? emit->ack.descriptor : -1,
                         .events = emit->ack.waiting.size > 0 ? POLLOUT : 0},
    };

    if (sink_poll(emit->sink, waits, WAIT_COUNT, timeout_ms) < 0)
        return;
    if (waits[WAIT_SIGNAL].revents != 0)
        take_signal(emit);
    if (waits[WAIT_INPUT].revents != 0)
        take_input(emit);
    if ((waits[WAIT_OUTPUT].revents & (POLLERR | POLLHUP)) != 0)
        lose_output(emit);
    else if (waits[WAIT_OUTPUT].revents != 0)
        take_output(emit);
}

/* Returns true when waiting cannot help: a person has to do something first. */
static bool is_hopeless(const struct emit *emit)
{
    return emit->options->spool == NULL && sink_status(emit->sink).stopped;
}

static bool output_is_lost(const struct emit *emit)
{
    return emit->options->ack && !emit->ack.wanted;
}

/* Reads and writes until the input has ended, or somebody has put an end to it. */
static void run_input(struct emit *emit)
{
    int wait_ms = emit->progress.enabled ? PROGRESS_MS : -1;

    for (;;) {
        emit_take_lines(emit);
        if (emit->input_ended || emit->interrupts > 0 || is_hopeless(emit) || output_is_lost(emit))
            break;
        wait_and_serve(emit, wait_ms);
        emit_tell_progress(emit);
    }
}

/* Returns a number that changes with every report that leaves. */
static uint64_t gone(const struct emit *emit)
{
    struct sink_counts counts = sink_counts(emit->sink);

    return counts.written + counts.replayed + counts.refused + counts.replays_refused;
}

/* Writes what was read, for as long as that gets on. */
static void run_rest(struct emit *emit)
{
    int64_t patience_ms = emit->options->timeout_ms;
    int64_t end_ms = timestamp_monotonic() + patience_ms;
    uint64_t before = gone(emit);

    while ((emit->in_hand || !emit->input_ended || sink_pending(emit->sink) > 0) &&
           emit->interrupts < 2 && !is_hopeless(emit) && !output_is_lost(emit)) {
        int64_t left_ms = end_ms - timestamp_monotonic();
        if (left_ms <= 0)
            break;
        wait_and_serve(emit, (int)(left_ms < PROGRESS_MS ? left_ms : PROGRESS_MS));
        emit_tell_progress(emit);
        emit_take_lines(emit);
        if (gone(emit) != before)
            end_ms = timestamp_monotonic() + patience_ms;
        before = gone(emit);
    }
}

/* Writes the answers that are left, unless whoever should read them does not. */
static void run_answers(struct emit *emit)
{
    int64_t end_ms = timestamp_monotonic() + emit->options->timeout_ms;
    struct pollfd output = {.fd = emit->ack.descriptor, .events = POLLOUT};
    struct error error;

    emit_ack_finish(&emit->ack, emit->token);
    while (emit->ack.waiting.size > 0) {
        int64_t left_ms = end_ms - timestamp_monotonic();
        if (left_ms <= 0 || emit->interrupts > 1)
            error_set(&error, ERROR_SYSTEM, "standard output: nobody reads the last answers");
        else if (poll(&output, 1, (int)(left_ms < PROGRESS_MS ? left_ms : PROGRESS_MS)) <= 0 ||
                 emit_ack_write(&emit->ack, &error))
            continue;
        emit_tell_failure(emit, &error);
        break;
    }
}

static int run(struct emit *emit)
{
    size_t line_max = emit->options->max_bytes > LINE_MIN_BYTES / 16
                          ? (size_t)emit->options->max_bytes * 16
                          : LINE_MIN_BYTES;

    progress_begin(&emit->progress, emit->options->quiet, emit->options->ack);
    emit_ack_begin(&emit->ack, emit->options->ack, emit->options->ack ? emit->output : -1);
    emit_input_begin(&emit->input, emit->options->files, emit->options->file_count, line_max);
    run_input(emit);
    run_rest(emit);
    emit->closing = true;
    if (emit->in_hand)
        emit_ack_stop(&emit->ack, emit->token);
    emit_leave_lines(emit);
    if (emit->interrupts > 0 && emit_input_is_within_line(&emit->input))
        complain("%s:%" PRIu64 ": the line was not read to its end", emit->input.name,
                 emit->input.line + 1);
    sink_stop(emit->sink);
    run_answers(emit);
    int status = emit_conclude(emit);
    emit_input_end(&emit->input);
    emit_ack_end(&emit->ack);
    report_free(&emit->report);
    return status;
}

int emit_run(const struct options *options, int descriptor)
{
    struct emit emit = {.options = options, .output = descriptor, .signals = -1};
    struct error error = {0};
    sigset_t before;
    int status;

    bool ready = choose_tenant(&emit, &error) &&
                 emit_rejects_open(&emit.rejects, options->rejects, &error) &&
                 open_signals(&emit, &before, &error) && open_sink(&emit, &error);
    if (ready) {
        status = run(&emit);
    } else {
        complain("%s", error.text);
        status = error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    }
    sink_close(emit.sink);
    emit_rejects_close(&emit.rejects);
    if (emit.signals >= 0) {
        close(emit.signals);
        sigprocmask(SIG_SETMASK, &before, NULL);
    }
    return status;
}
