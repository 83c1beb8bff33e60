/* Emit: waits for input, room and answers, and does what can be done. */
#include "config.h"

#include "headless/emit_private.h"

#include "headless/complain.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define PROGRESS_MS 250
#define LINE_MIN_BYTES (1024 * 1024) /* JSON may be wordier than the entry that it becomes */

/* The descriptors that emit waits for. */
enum { WAIT_SIGNAL, WAIT_INPUT, WAIT_OUTPUT, WAIT_COUNT };

/* Streams are kept short by what the configuration says now. */
static void read_again(struct emit *emit)
{
    struct buffer said = {0};
    struct trim trim;

    if (reload(&emit->reload, &said)) {
        emit->options = emit->reload.options;
        trim = emit_trim(emit->options);
        sink_retain(emit->sink, &trim);
    }
    progress_clear(&emit->progress);
    complain("%s", buffer_text(&said));
    buffer_free(&said);
}

static void take_signal(struct emit *emit)
{
    struct signalfd_siginfo info;

    if (read(emit->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return;
    if (info.ssi_signo == SIGHUP && (!emit->has_terminal || reload_has_terminal())) {
        read_again(emit);
        return;
    }
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

static bool wants_input(const struct emit *emit)
{
    return !emit->in_hand && !emit->input_ended && emit->interrupts == 0 &&
           !emit_ack_is_full(&emit->ack);
}

/* What is not read is watched all the same: nobody waits behind a pipe that was closed. */
static struct pollfd watch_input(const struct emit *emit)
{
    bool watched = !emit->input_ended && emit->interrupts == 0 && !emit->input.hung_up;

    if (wants_input(emit))
        return (struct pollfd){.fd = emit->input.file, .events = POLLIN};
    return (struct pollfd){.fd = watched ? emit->input.file : -1, .events = POLLRDHUP};
}

/* Waits until something can be done, at most for `timeout_ms` (-1: for ever), and does it. */
static void wait_and_serve(struct emit *emit, int timeout_ms)
{
    struct pollfd waits[WAIT_COUNT] = {
        [WAIT_SIGNAL] = {.fd = emit->signals, .events = POLLIN},
        [WAIT_INPUT] = watch_input(emit),
        [WAIT_OUTPUT] = {.fd = emit->ack.wanted ? emit->ack.descriptor : -1,
                         .events = emit->ack.waiting.size > 0 ? POLLOUT : 0},
    };

    if (sink_poll(emit->sink, waits, WAIT_COUNT, timeout_ms) < 0)
        return;
    if (waits[WAIT_SIGNAL].revents != 0)
        take_signal(emit);
    if (waits[WAIT_INPUT].revents != 0 && waits[WAIT_INPUT].events == POLLIN)
        take_input(emit);
    else if (waits[WAIT_INPUT].revents != 0)
        emit->input.hung_up = true;
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

/* Returns a number that changes with every line that is taken and every report that leaves. */
static uint64_t progress_of(const struct emit *emit)
{
    struct sink_counts counts = sink_counts(emit->sink);

    return emit->token + counts.written + counts.replayed + counts.refused + counts.replays_refused;
}

static bool has_work(const struct emit *emit)
{
    return emit->in_hand || !emit->input_ended || sink_pending(emit->sink) > 0;
}

/* Returns true when it has to come to an end, and cannot wait for ever. */
static bool is_ending(const struct emit *emit)
{
    return emit->input_ended || emit->interrupts > 0 || emit_input_is_closed(&emit->input);
}

static bool is_over(const struct emit *emit)
{
    return !has_work(emit) || emit->interrupts > 1 || is_hopeless(emit) || output_is_lost(emit);
}

/* Where there is a spool, an answer that is overdue is found to be so first, and what waits for it
 * goes there. */
static int64_t patience_ms(const struct emit *emit)
{
    return emit->options->timeout_ms + (emit->options->spool != NULL ? PROGRESS_MS : 0);
}

/* Reads and writes until all is done or somebody has put an end to it; towards the end for as long
 * as that gets on. */
static void run(struct emit *emit)
{
    int64_t end_ms = 0;
    uint64_t before = UINT64_MAX;

    for (emit_take_lines(emit); !is_over(emit); emit_take_lines(emit)) {
        int wait_ms = emit->progress.enabled ? PROGRESS_MS : -1;
        if (!is_ending(emit) || progress_of(emit) != before)
            end_ms = timestamp_monotonic() + patience_ms(emit);
        before = progress_of(emit);
        int64_t left_ms = end_ms - timestamp_monotonic();
        if (left_ms <= 0) {
            emit_tell_patience(emit);
            return;
        }
        if (is_ending(emit))
            wait_ms = (int)(left_ms < PROGRESS_MS ? left_ms : PROGRESS_MS);
        wait_and_serve(emit, wait_ms);
        emit_tell_progress(emit);
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
        int64_t left_ms = emit->interrupts > 1 ? 0 : end_ms - timestamp_monotonic();
        int ready = poll(&output, 1, (int)(left_ms < PROGRESS_MS ? left_ms : PROGRESS_MS));
        if (ready > 0 ? emit_ack_write(&emit->ack, &error) : left_ms > 0)
            continue;
        if (ready <= 0)
            error_set(&error, ERROR_SYSTEM, "standard output: nobody reads the last answers");
        emit_tell_failure(emit, &error);
        break;
    }
}

int emit_run(struct emit *emit)
{
    size_t line_max = emit->options->max_bytes > LINE_MIN_BYTES / 16
                          ? (size_t)emit->options->max_bytes * 16
                          : LINE_MIN_BYTES;

    progress_begin(&emit->progress, emit->options->quiet, emit->options->ack);
    emit_ack_begin(&emit->ack, emit->options->ack, emit->options->ack ? STDOUT_FILENO : -1);
    emit_input_begin(&emit->input, (const char *const *)emit->files.paths, emit->files.count,
                     line_max);
    run(emit);
    if (is_hopeless(emit) && emit->interrupts == 0)
        emit_tell_hopeless(emit);
    else
        emit_tell_away(emit);
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
    emit_troubles_free(&emit->troubles);
    emit_troubles_free(&emit->notes);
    ndjson_check_free(&emit->check);
    report_free(&emit->report);
    return status;
}
