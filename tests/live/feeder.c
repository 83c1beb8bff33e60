#include "config.h"

#include "live/feeder.h"

#include "base/memory.h"
#include "sink/sink.h"
#include "support/wait.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define TURN_MS 20

static void append_line(struct buffer *out, long number)
{
    buffer_printf(out,
                  "{\"tenant\":\"t%02ld\",\"ws\":\"2026-11-22T13:00:00+00:00\",\"we\":"
                  "\"2026-11-22T13:01:00+00:00\",\"dims\":[{\"name\":\"seq\",\"severity\":\"ok\","
                  "\"value\":%ld,\"baseline\":0.5,\"z_score\":-1.25,\"sample_count\":100,"
                  "\"metadata\":null}]}\n",
                  number % FEEDER_TENANTS, number);
}

static void become_emit(const struct feeder *feeder, const int input[2], const int output[2])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int log = open("/dev/null", O_WRONLY);
    if (dup2(input[0], STDIN_FILENO) < 0 || dup2(output[1], STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(126);
    execl(getenv("DRIFTOP"), "driftop", "emit", "--ack", "--retention", "1000000", "--timeout",
          "10s", "--spool", feeder->spool, feeder->option ? feeder->option : "--ack", feeder->url,
          (char *)NULL);
    _exit(127);
}

static void start_emit(struct feeder *feeder)
{
    int input[2], output[2];

    ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
    feeder->pid = fork();
    ck_assert_int_ge(feeder->pid, 0);
    if (feeder->pid == 0)
        become_emit(feeder, input, output);
    close(input[0]);
    close(output[1]);
    feeder->input = input[1];
    feeder->output = output[0];
    ck_assert_int_eq(fcntl(feeder->input, F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(fcntl(feeder->output, F_SETFL, O_NONBLOCK), 0);
}

void feeder_start(struct feeder *feeder)
{
    signal(SIGPIPE, SIG_IGN);
    feeder->begun_us = wait_clock_us();
    scratch_create(feeder->spool);
    start_emit(feeder);
}

/* Returns whether there is a report that may be sent now. */
static bool has_more(const struct feeder *feeder)
{
    int64_t elapsed_us = wait_clock_us() - feeder->begun_us;

    return (feeder->total == 0 || feeder->sent < feeder->total) &&
           feeder->sent < feeder->answered + FEEDER_WINDOW &&
           (feeder->rate == 0 || feeder->sent < feeder->rate * elapsed_us / 1000000);
}

/* Fills the pipe as far as the window allows, and closes it behind the last report. */
static void feed(struct feeder *feeder)
{
    while (feeder->input >= 0) {
        while (feeder->waiting.size < 65536 && has_more(feeder))
            append_line(&feeder->waiting, feeder->sent++);
        if (feeder->waiting.size == 0 && (feeder->total == 0 || feeder->sent < feeder->total))
            return;
        if (feeder->waiting.size == 0) {
            close(feeder->input);
            feeder->input = -1;
            return;
        }
        ssize_t written = write(feeder->input, feeder->waiting.data, feeder->waiting.size);
        if (written < 0) {
            ck_assert_int_eq(errno, EAGAIN);
            return;
        }
        buffer_consume(&feeder->waiting, (size_t)written);
    }
}

/* Counts the answers. Returns false at their end. */
static bool take_answers(struct feeder *feeder)
{
    char bytes[65536];
    ssize_t size;

    while ((size = read(feeder->output, bytes, sizeof(bytes))) > 0) {
        for (ssize_t i = 0; i < size; i++)
            feeder->answered += bytes[i] == '\n';
    }
    ck_assert(size == 0 || errno == EAGAIN);
    return size < 0;
}

static int wait_for_emit(struct feeder *feeder)
{
    int status;

    while (take_answers(feeder)) {
        struct pollfd end = {.fd = feeder->output, .events = POLLIN};
        ck_assert_int_gt(poll(&end, 1, FEEDER_PATIENCE_MS), 0);
    }
    ck_assert_int_eq(waitpid(feeder->pid, &status, 0), feeder->pid);
    close(feeder->output);
    if (feeder->input >= 0)
        close(feeder->input);
    feeder->input = -1;
    return status;
}

void feeder_kill(struct feeder *feeder)
{
    kill(feeder->pid, SIGKILL);
    wait_for_emit(feeder);
    buffer_clear(&feeder->waiting);
    feeder->sent = feeder->answered;
    start_emit(feeder);
}

void feeder_run(struct feeder *feeder, long answered, int64_t ms)
{
    struct deadline deadline = deadline_in(ms);

    while (feeder->answered < answered && deadline_left(&deadline) > 0) {
        int left_ms = deadline_left(&deadline);
        bool writes = has_more(feeder) || feeder->waiting.size > 0;
        struct pollfd waits[] = {
            {.fd = feeder->output, .events = POLLIN},
            {.fd = writes ? feeder->input : -1, .events = POLLOUT},
        };
        poll(waits, 2, left_ms < TURN_MS ? left_ms : TURN_MS);
        feed(feeder);
        if (!take_answers(feeder))
            break;
    }
}

void feeder_run_beside(struct feeder *feeder, void (*act)(void *context), void *context)
{
    int status;

    fflush(NULL);
    pid_t actor = fork();
    ck_assert_int_ge(actor, 0);
    if (actor == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        act(context);
        _exit(EXIT_SUCCESS);
    }
    while (waitpid(actor, &status, WNOHANG) == 0)
        feeder_run(feeder, FEEDER_ALL, TURN_MS);
    ck_assert_int_eq(status, 0);
}

void feeder_end(struct feeder *feeder)
{
    if (feeder->total == 0)
        feeder->total = feeder->sent;
    feeder_run(feeder, feeder->total, FEEDER_PATIENCE_MS);
    feed(feeder);
    ck_assert_int_eq(wait_for_emit(feeder), 0);
    ck_assert_int_eq(feeder->answered, feeder->total);
    buffer_free(&feeder->waiting);
}

/* All that an entry says. */
static void describe(const struct report *report, struct buffer *out)
{
    char id[STREAM_ID_SIZE];

    stream_id_format(report->id, id);
    buffer_printf(out, "\n  %s ws \"%.*s\" we \"%.*s\" degraded \"%.*s\" warned \"%.*s\"", id,
                  (int)report->window_start.size, report->window_start.data,
                  (int)report->window_end.size, report->window_end.data, (int)report->degraded.size,
                  report->degraded.data, (int)report->warned.size, report->warned.data);
    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[i];
        buffer_printf(
            out, " \"%.*s\" severity %d (%d \"%.*s\") %.17g %.17g %.17g %" PRIu64 " metadata %.*s",
            (int)reading->name.size, reading->name.data, (int)reading->severity, (int)reading->word,
            (int)reading->severity_word.size, reading->severity_word.data, reading->value,
            reading->baseline, reading->z, reading->sample_count, (int)reading->metadata.size,
            reading->metadata.data);
    }
}

/* What was found in one stream. */
struct stream {
    long tenant;
    long total;  /* numbers there are */
    long latest; /* the greatest so far */
    long duplicates;
    uint64_t *fingerprints; /* by number; 0: it was not there yet */
    long wanted;            /* the number whose entries are told */
    struct buffer told;
};

/* What is wrong is looked for without an assertion each: there are very many. */
static bool take_report(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;
    long number = unreadable == NULL ? (long)report->readings[0].value : -1;

    if (unreadable != NULL || number % FEEDER_TENANTS != stream->tenant ||
        report->fingerprint == 0 || number < 0 || number >= stream->total)
        ck_abort_msg("tenant %ld has an entry that is none of its %ld reports: %ld", stream->tenant,
                     stream->total / FEEDER_TENANTS, number);
    uint64_t *fingerprint = &stream->fingerprints[number];
    if (*fingerprint == 0 && number <= stream->latest)
        ck_abort_msg("report %ld comes behind %ld", number, stream->latest);
    if (*fingerprint != 0 && *fingerprint != report->fingerprint) {
        stream->wanted = number;
        return false;
    }
    stream->duplicates += *fingerprint != 0;
    *fingerprint = report->fingerprint;
    if (number > stream->latest)
        stream->latest = number;
    return true;
}

static bool tell_entry(void *context, const struct report *report, const struct error *unreadable)
{
    struct stream *stream = context;

    if (unreadable == NULL && report->count > 0 &&
        (long)report->readings[0].value == stream->wanted)
        describe(report, &stream->told);
    return true;
}

static void read_stream(struct sink *sink, struct stream *stream, sink_report_fn *take)
{
    struct error error;
    char name[32];

    snprintf(name, sizeof(name), "t%02ld", stream->tenant);
    ck_assert_msg(
        sink_window(sink, slice_of(name), (struct time_range){0, INT64_MAX}, take, stream, &error),
        "%s", error.text);
}

static void look_at_stream(struct sink *sink, struct stream *stream)
{
    read_stream(sink, stream, take_report);
    if (stream->wanted < 0)
        return;
    read_stream(sink, stream, tell_entry);
    ck_abort_msg("report %ld is there twice, and not the same:%s", stream->wanted,
                 buffer_text(&stream->told));
}

static void note_missing(const struct feeder *feeder, const uint64_t *fingerprints,
                         struct feeder_found *found)
{
    found->is_missing = mem_zalloc((size_t)feeder->total, sizeof(*found->is_missing));
    for (long number = 0; number < feeder->total; number++) {
        found->is_missing[number] = fingerprints[number] == 0;
        found->missing += found->is_missing[number];
    }
}

struct feeder_found feeder_look(const struct feeder *feeder)
{
    struct sink_options options = sink_options_default();
    struct feeder_found found = {0};
    struct error error;

    options.url = feeder->url;
    options.timeout_ms = 60000;
    struct sink *sink = sink_open(&options, &error);
    ck_assert_msg(sink != NULL, "%s", error.text);
    uint64_t *fingerprints = mem_zalloc((size_t)feeder->total, sizeof(*fingerprints));
    for (long tenant = 0; tenant < FEEDER_TENANTS; tenant++) {
        struct stream stream = {.tenant = tenant,
                                .total = feeder->total,
                                .latest = -1,
                                .fingerprints = fingerprints,
                                .wanted = -1};
        look_at_stream(sink, &stream);
        found.duplicates += stream.duplicates;
    }
    note_missing(feeder, fingerprints, &found);
    free(fingerprints);
    sink_close(sink);
    return found;
}

struct feeder_loss feeder_lose(const struct feeder *feeder)
{
    return (struct feeder_loss){feeder->answered, feeder->sent};
}

/* `next` is the first behind it of its tenant that is there. */
static bool may_be_missing(long number, long next, const struct feeder_loss *losses, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (number < losses[i].sent && next >= losses[i].answered)
            return true;
    }
    return false;
}

void feeder_check_missing(const struct feeder *feeder, struct feeder_found *found,
                          const struct feeder_loss *losses, size_t count)
{
    long next[FEEDER_TENANTS];

    for (size_t tenant = 0; tenant < FEEDER_TENANTS; tenant++)
        next[tenant] = LONG_MAX;
    for (long number = feeder->total - 1; number >= 0; number--) {
        long *behind = &next[number % FEEDER_TENANTS];
        if (!found->is_missing[number])
            *behind = number;
        else if (!may_be_missing(number, *behind, losses, count))
            ck_abort_msg("report %ld is lost", number);
    }
    free(found->is_missing);
}
