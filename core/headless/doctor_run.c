/* Looks once, or again and again, and hands what comes of it to the format. */
#include "config.h"

#include "headless/doctor.h"

#include "base/memory.h"
#include "headless/complain.h"
#include "headless/doctor_report.h"
#include "headless/doctor_setup.h"
#include "headless/progress.h"
#include "headless/status.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_MS 100

struct doctor_run {
    const struct options *options;
    struct doctor_setup setup;
    struct buffer source;     /* as it may be shown */
    struct buffer looked_for; /* which streams */
    uv_loop_t loop;
    uv_signal_t interrupt;
    uv_signal_t terminate;
    uv_timer_t timer; /* until the next look */
    struct doctor *doctor;
    struct progress progress;
    uint64_t shown_ms;        /* when it was shown last, by the loop */
    struct findings findings; /* of the last look */
    bool has_looked;
    bool is_away; /* and that was told */
    bool ended;
    int status; /* of the last look; what to exit with */
};

static const struct doctor_format *format_of(const struct doctor_run *run)
{
    return (const struct doctor_format *)run->options->format;
}

/* Closes what keeps the loop alive. */
static void end(struct doctor_run *run, int status)
{
    run->status = status;
    if (run->ended)
        return;
    run->ended = true;
    uv_close((uv_handle_t *)&run->interrupt, NULL);
    uv_close((uv_handle_t *)&run->terminate, NULL);
    uv_close((uv_handle_t *)&run->timer, NULL);
}

/* Whoever closes a pipe has read enough: that is the end, and no error. */
static void take_written(struct doctor_run *run, bool written)
{
    int reason = errno;

    if (written)
        return;
    if (reason != EPIPE)
        complain("cannot write: %s", reason != 0 ? strerror(reason) : "unknown reason");
    end(run, reason == EPIPE ? run->status : DOCTOR_BLIND);
}

static void tell(struct doctor_run *run, struct doctor_news *news)
{
    news->source = buffer_text(&run->source);
    news->zone = run->options->utc ? ZONE_UTC : ZONE_LOCAL;
    news->status = run->status;
    errno = 0;
    take_written(run, format_of(run)->print_news(stdout, news));
}

static void tell_change(struct doctor_run *run, const struct doctor_report *report,
                        const struct findings *before)
{
    size_t count;
    struct doctor_change *changes = doctor_changes(before, report->findings, &count);

    struct doctor_news news = {
        .report = report,
        .changes = changes,
        .change_count = count,
        .first = !run->has_looked,
        .back = run->is_away,
        .time_ms = report->generated_ms,
        .colours = report->colours,
        .columns = report->columns,
    };
    if (news.first || news.back || count > 0)
        tell(run, &news);
    free(changes);
}

static void tell_once(struct doctor_run *run, const struct doctor_report *report)
{
    errno = 0;
    bool written = format_of(run)->print(stdout, report) && fflush(stdout) == 0;
    take_written(run, written);
}

/* Judges what was seen, and tells it. */
static void take(struct doctor_run *run, const struct examination *examination)
{
    struct findings before = run->findings;
    struct doctor_report report;

    run->findings = (struct findings){0};
    diagnose(examination, &run->setup.settings, &run->findings);
    doctor_keep_unseen(&before, &run->findings, examination);
    run->setup.options.refused |= examination->refused;
    doctor_report_make(&report, run->options, examination, &run->setup.settings, &run->findings);
    report.source = buffer_text(&run->source);
    report.looked_for = buffer_text(&run->looked_for);
    run->status = doctor_status(&report);
    if (run->options->watch)
        tell_change(run, &report, &before);
    else
        tell_once(run, &report);
    run->has_looked = true;
    run->is_away = false;
    findings_free(&before);
}

static bool may_pass(const struct error *error)
{
    return error->class == ERROR_RETRY || error->class == ERROR_RESOLVE;
}

/* Nothing was seen, for a reason. One that watches tells it once and tries again, unless it has
 * seen nothing yet and only a person can mend it. */
static void take_failure(struct doctor_run *run, const struct error *error)
{
    struct doctor_news news = {.away = error->text, .time_ms = timestamp_now(), .columns = 80};
    bool goes_on = run->options->watch && (run->has_looked || may_pass(error));

    run->status = DOCTOR_BLIND;
    if (!goes_on) {
        complain("%s: %s", buffer_text(&run->source), error->text);
        end(run, DOCTOR_BLIND);
    } else if (!run->is_away) {
        run->is_away = true;
        tell(run, &news);
    }
}

/* Returns why nothing was seen although the search ended, or NULL. */
static const struct error *blindness(const struct examination *examination)
{
    bool answered = examination->stream_count > 0;

    for (size_t i = 0; i < examination->node_count; i++)
        answered |= examination->nodes[i].answered;
    return answered || examination->node_count == 0 ? NULL : &examination->nodes[0].error;
}

static void look(uv_timer_t *timer);

static void on_ended(void *context, struct examination *examination, const struct error *error)
{
    struct doctor_run *run = context;
    const struct error *failure = examination != NULL ? blindness(examination) : error;

    run->doctor = NULL;
    progress_clear(&run->progress);
    if (failure != NULL)
        take_failure(run, failure);
    else if (examination != NULL)
        take(run, examination);
    if (examination != NULL) {
        examination_free(examination);
        free(examination);
    }
    if (run->ended)
        return;
    if (run->options->watch)
        uv_timer_start(&run->timer, look, (uint64_t)run->options->refresh_ms, 0);
    else
        end(run, run->status);
}

static void on_progress(void *context, size_t done, size_t total)
{
    struct doctor_run *run = context;

    if (uv_now(&run->loop) - run->shown_ms < PROGRESS_MS)
        return;
    run->shown_ms = uv_now(&run->loop);
    progress_show_streams(&run->progress, done, total);
}

/* A watch that has no news writes nothing, and so no write tells it that its reader is gone. */
static bool has_reader(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO};

    return poll(&output, 1, 0) <= 0 || (output.revents & (POLLERR | POLLHUP)) == 0;
}

static void look(uv_timer_t *timer)
{
    static const struct doctor_events events = {.progress = on_progress, .ended = on_ended};
    struct doctor_run *run = timer->data;

    if (run->options->watch && !has_reader()) {
        end(run, run->status);
        return;
    }
    if (!run->has_looked)
        progress_show_words(&run->progress, buffer_text(&run->source));
    run->doctor = doctor_open(&run->setup.options, &events, run);
}

/* A watch ends with how it was at last; what has not looked yet was interrupted. */
static void on_signal(uv_signal_t *handle, int number)
{
    struct doctor_run *run = handle->data;
    bool knows = run->options->watch && (run->has_looked || run->is_away);

    progress_clear(&run->progress);
    if (run->doctor != NULL)
        doctor_cancel(run->doctor, NULL, NULL);
    end(run, knows ? run->status : STATUS_SIGNAL + number);
}

/* None of these calls can fail: the handles are fresh. */
static void start(struct doctor_run *run)
{
    uv_timer_init(&run->loop, &run->timer);
    uv_signal_init(&run->loop, &run->interrupt);
    uv_signal_init(&run->loop, &run->terminate);
    run->timer.data = run;
    run->interrupt.data = run;
    run->terminate.data = run;
    uv_signal_start(&run->interrupt, on_signal, SIGINT);
    uv_signal_start(&run->terminate, on_signal, SIGTERM);
    run->setup.options.loop = &run->loop;
    run->setup.options.depth = DOCTOR_ALL;
    redis_url_show(&run->setup.url, &run->source);
    options_describe_streams(run->options, &run->looked_for);
    progress_begin(&run->progress, run->options->quiet, false);
    uv_timer_start(&run->timer, look, 0, 0);
}

static bool begin(struct doctor_run *run, struct error *error)
{
    if (!doctor_setup_make(&run->setup, run->options, "driftop-doctor", error))
        return false;
    int failure = uv_loop_init(&run->loop);
    if (failure != 0)
        return error_set(error, ERROR_SYSTEM, "%s", uv_strerror(failure));
    return true;
}

int doctor_run(const struct options *options)
{
    struct doctor_run run = {.options = options, .status = DOCTOR_BLIND};
    struct error error;

    signal(SIGPIPE, SIG_IGN);
    if (begin(&run, &error)) {
        start(&run);
        uv_run(&run.loop, UV_RUN_DEFAULT);
        uv_loop_close(&run.loop);
    } else {
        complain("%s", error.text);
    }
    findings_free(&run.findings);
    buffer_free(&run.source);
    buffer_free(&run.looked_for);
    doctor_setup_free(&run.setup);
    return run.status;
}
