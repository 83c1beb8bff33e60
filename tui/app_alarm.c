/* The bell, and the command that is run, when a tenant turns worse or better. */
#include "config.h"

#include "app_private.h"
#include "base/memory.h"
#include "base/text.h"
#include "present/state_words.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUN_MS 60000  /* that the command may take */
#define PAUSE_MS 1000 /* from one run of the command to the next, and between two bells */
#define FIELDS 5      /* of the environment */

static enum state level_of(const char *word)
{
    if (strcmp(word, "off") == 0)
        return STATE_COUNT;
    return strcmp(word, "warn") == 0 ? STATE_WARN : STATE_DEGRADED;
}

static bool is_worse(const struct transition *transition)
{
    return state_urgency(transition->to) > state_urgency(transition->from);
}

static void ring(struct app *app, struct transition *transition)
{
    int64_t now_ms = timestamp_monotonic();

    if (transition->rung || !is_worse(transition) ||
        transition->to < level_of(app->options->bell) || now_ms < app->rang_ms + PAUSE_MS)
        return;
    app->rang_ms = now_ms;
    transition->rung = true;
    if (!tty_write(app->tty, "\a", 1))
        app_leave(app, APP_FAILED);
}

/* Adds "NAME=text", with text that is safe for a terminal. */
static char *field(const char *name, const char *text)
{
    struct buffer out = {0};

    buffer_printf(&out, "%s=", name);
    text_safe(&out, slice_of(text), false);
    char *joined = mem_strdup(buffer_text(&out));
    buffer_free(&out);
    return joined;
}

/* What happened in a sentence, which never begins as an option does. */
static char *sentence_of(const struct transition *transition)
{
    struct buffer out = {0};
    struct buffer words = {0};

    buffer_printf(&words, "driftop: %s is %s, was %s", transition->tenant,
                  state_word(transition->to), state_word(transition->from));
    if (transition->dimension != NULL)
        buffer_printf(&words, ": %s", transition->dimension);
    text_safe(&out, slice_of(buffer_text(&words)), false);
    char *text = mem_strdup(buffer_text(&out));
    buffer_free(&words);
    buffer_free(&out);
    return text;
}

/* The environment of the command: ours, and what happened. The array and the last FIELDS of it are
 * the caller's to free. */
static char **environment_of(const struct transition *transition, size_t *inherited)
{
    char time[32];
    size_t count = 0;

    while (environ[count] != NULL)
        count++;
    char **all = mem_zalloc(count + FIELDS + 1, sizeof(*all));
    memcpy(all, environ, count * sizeof(*all));
    *inherited = count;
    snprintf(time, sizeof(time), "%" PRId64, transition->time_ms);
    all[count++] = field("DRIFTOP_TENANT", transition->tenant);
    all[count++] =
        field("DRIFTOP_DIMENSION", transition->dimension != NULL ? transition->dimension : "");
    all[count++] = field("DRIFTOP_FROM", state_name(transition->from));
    all[count++] = field("DRIFTOP_TO", state_name(transition->to));
    all[count++] = field("DRIFTOP_TIME_MS", time);
    return all;
}

static void on_closed(uv_handle_t *handle)
{
    struct app *app = handle->data;

    app->runs = false;
    app_follow_transitions(app);
}

static void on_ended(uv_process_t *process, int64_t status, int signal)
{
    struct app *app = process->data;

    uv_timer_stop(&app->alarm_timer);
    if (signal == SIGKILL)
        state_tell(&app->dashboard.state, "--on-change: the command was killed: it ran for %d s",
                   RUN_MS / 1000);
    else if (signal != 0)
        state_tell(&app->dashboard.state, "--on-change: the command died of signal %d", signal);
    else if (status != 0)
        state_tell(&app->dashboard.state, "--on-change: the command failed with status %" PRId64,
                   status);
    uv_close((uv_handle_t *)process, on_closed);
    app_changed(app);
}

/* How it ends is told by on_ended(). */
static void on_overdue(uv_timer_t *timer)
{
    struct app *app = timer->data;

    if (app->runs)
        uv_process_kill(&app->child, SIGKILL);
}

static void run(struct app *app, const struct transition *transition)
{
    size_t inherited;
    char *sentence = sentence_of(transition);
    char *command = mem_strdup(app->options->on_change);
    char *arguments[] = {command, sentence, NULL};
    char **environment = environment_of(transition, &inherited);
    uv_stdio_container_t silent[] = {
        {.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    const uv_process_options_t options = {
        .file = command,
        .args = arguments,
        .env = environment,
        .exit_cb = on_ended,
        .stdio = silent,
        .stdio_count = 3,
    };

    app->child.data = app;
    app->runs = true;
    app->ran_ms = timestamp_monotonic();
    int failed = uv_spawn(&app->loop, &app->child, &options);
    if (failed != 0) {
        state_tell(&app->dashboard.state, "--on-change: %s: %s", command, uv_strerror(failed));
        uv_close((uv_handle_t *)&app->child, on_closed);
    } else {
        uv_timer_start(&app->alarm_timer, on_overdue, RUN_MS, 0);
    }
    for (size_t i = 0; i < FIELDS; i++)
        free(environment[inherited + i]);
    free(environment);
    free(sentence);
    free(command);
}

static void on_pause_over(uv_timer_t *timer)
{
    app_follow_transitions(timer->data);
}

static void tell_lost(struct app *app, struct transitions *transitions)
{
    if (transitions->lost == 0)
        return;
    state_tell(&app->dashboard.state, "--on-change: %" PRIu64 " changes came too fast to be told",
               transitions->lost);
    transitions->lost = 0;
}

void app_follow_transitions(struct app *app)
{
    struct transitions *transitions = &app->dashboard.transitions;
    bool commands = app->options->on_change != NULL;

    for (size_t i = 0; i < transitions->count && !app->leaving; i++)
        ring(app, &transitions->waiting[i]);
    while (!commands && transitions->count > 0) {
        struct transition told = transitions_take(transitions);
        transition_free(&told);
    }
    int64_t wait_ms = app->ran_ms + PAUSE_MS - timestamp_monotonic();
    if (!commands || app->leaving || app->runs || transitions->count == 0)
        return;
    if (app->ran_ms != 0 && wait_ms > 0) {
        uv_timer_start(&app->alarm_timer, on_pause_over, (uint64_t)wait_ms, 0);
        return;
    }
    tell_lost(app, transitions);
    struct transition told = transitions_take(transitions);
    run(app, &told);
    transition_free(&told);
}
