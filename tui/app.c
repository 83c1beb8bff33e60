#include "config.h"

#include "app.h"

#include "app_private.h"
#include "headless/status.h"
#include "setup.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define JUDGED_AT_ONCE 2048 /* in entries: they take about 1 ms */
#define MANY_TENANTS 10000  /* the system gives back what is held of so many in less time */
#define FAREWELL_MS 50      /* for connections to close */

/* Where the clock stands, the source is not asked again and is never late. */
struct dashboard_clock app_clock(const struct app *app)
{
    const struct source *source = app->source;
    bool frozen = source->frozen_now_ms != 0;

    return (struct dashboard_clock){
        .now_ms = source_now(source),
        .own_ms = frozen ? source->status.answered_ms : timestamp_now(),
        .recorded = source_until(source) != INT64_MAX,
    };
}

void app_leave(struct app *app, int status)
{
    app->leaving = true;
    app->status = status;
    uv_stop(&app->loop);
}

static bool open_source(struct app *app, struct error *error)
{
    struct source_options options;

    options_source(app->options, true, &options);
    app->source = source_open(&app->loop, app->options->source, &options, &app->fleet, app_changed,
                              app, error);
    return app->source != NULL;
}

static bool open_dashboard(struct app *app, struct error *error)
{
    const struct options *options = app->options;
    struct dashboard_setup setup;
    struct time_range window;

    if (!options_window(options, app_clock(app).now_ms, &window, error))
        return false;
    keymap_init(&app->keymap);
    if (!keymap_bind_all(&app->keymap, options->key_settings, options->key_setting_count, error))
        return false;
    options_describe_streams(options, &app->looked_for);
    setup_dashboard(options, window, &setup);
    setup.fleet = &app->fleet;
    setup.status = &app->source->status;
    setup.originals = &app->source->originals;
    setup.source = app->source->name;
    setup.looked_for = buffer_text(&app->looked_for);
    app_open_doctor(app);
    setup.checkup = &app->examiner.checkup;
    setup.keymap = &app->keymap;
    setup.follows = true;
    setup.judged_at_once = JUDGED_AT_ONCE;
    dashboard_init(&app->dashboard, &setup);
    app_open_attention(app);
    app->dashboard.state.choices.slow = options->slow;
    app->dashboard.state.choices.mouse = options->mouse;
    return true;
}

static bool watch_descriptors(struct app *app, struct error *error)
{
    int failed = uv_poll_init(&app->loop, &app->input_poll, tty_input(app->tty));

    if (failed == 0)
        failed = uv_poll_init(&app->loop, &app->output_poll, tty_output(app->tty));
    if (failed == 0)
        failed = uv_poll_start(&app->input_poll, UV_READABLE, app_on_input);
    app->input_poll.data = app;
    app->output_poll.data = app;
    if (failed != 0)
        return error_set(error, ERROR_SYSTEM, "cannot watch the terminal: %s", uv_strerror(failed));
    return true;
}

static bool open_terminal(struct app *app, struct error *error)
{
    enum colour_mode mode = COLOUR_AUTO;

    colour_mode_parse(app->options->color, &mode);
    app->tty = tty_open(error);
    if (app->tty == NULL)
        return false;
    app->term = term_open(app->tty, mode, error);
    if (app->term == NULL || !watch_descriptors(app, error))
        return false;
    app_show_theme(app);
    return true;
}

static bool start(struct app *app, struct error *error)
{
    uv_timer_init(&app->loop, &app->draw_timer);
    uv_timer_init(&app->loop, &app->silence_timer);
    app->draw_timer.data = app;
    uv_timer_init(&app->loop, &app->answer_timer);
    uv_idle_init(&app->loop, &app->judging);
    app->judging.data = app;
    app->silence_timer.data = app;
    uv_timer_init(&app->loop, &app->examiner.timer);
    app->examiner.timer.data = app;
    uv_idle_init(&app->loop, &app->examiner.judging);
    app->examiner.judging.data = app;
    uv_timer_init(&app->loop, &app->alarm_timer);
    app->alarm_timer.data = app;
    app->answer_timer.data = app;
    app_catch_signals(app);
    return app_load_theme(app, error) && open_source(app, error) && open_dashboard(app, error) &&
           open_terminal(app, error);
}

static void close_terminal(struct app *app)
{
    if (app->term != NULL)
        term_close(app->term);
    if (app->input_poll.data != NULL)
        uv_close((uv_handle_t *)&app->input_poll, NULL);
    if (app->output_poll.data != NULL)
        uv_close((uv_handle_t *)&app->output_poll, NULL);
    if (app->tty != NULL)
        tty_close(app->tty);
}

static void on_farewell_over(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

/* Lets connections close, but not for long: an operator who leaves does not wait for a server.
 * Returns false when something is still open. */
static bool close_loop(struct app *app)
{
    uv_timer_start(&app->draw_timer, on_farewell_over, FAREWELL_MS, 0);
    uv_unref((uv_handle_t *)&app->draw_timer);
    uv_close((uv_handle_t *)&app->silence_timer, NULL);
    uv_close((uv_handle_t *)&app->alarm_timer, NULL);
    app_close_doctor(app);
    if (app->runs && !uv_is_closing((uv_handle_t *)&app->child))
        uv_close((uv_handle_t *)&app->child, NULL);
    uv_close((uv_handle_t *)&app->answer_timer, NULL);
    uv_close((uv_handle_t *)&app->judging, NULL);
    for (size_t i = 0; i < APP_SIGNALS; i++)
        uv_close((uv_handle_t *)&app->signals[i], NULL);
    if (app->source != NULL)
        source_close(app->source, NULL, NULL);
    uv_run(&app->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&app->draw_timer, NULL);
    uv_run(&app->loop, UV_RUN_NOWAIT);
    return uv_loop_close(&app->loop) == 0;
}

/* Gives everything back, then ends the way that was asked for. */
static int finish(struct app *app, const struct error *error)
{
    int status = app->status;

    app->leaving = true;
    close_terminal(app);
    if (error != NULL)
        fprintf(stderr, "driftop: %s\n", error->text);
    else
        app_stats_tell(app);
    if (app->fleet.count > MANY_TENANTS && app->died_of == 0) {
        fflush(NULL);
        _exit(status);
    }
    bool closed = close_loop(app);
    if (app->died_of != 0) {
        signal(app->died_of, SIG_DFL);
        raise(app->died_of);
    }
    /* A name that is still being resolved keeps a thread, which exit() would wait for. */
    if (!closed)
        _exit(status);
    dashboard_free(&app->dashboard);
    app_free_doctor(app);
    frame_free(&app->stats_frame);
    fleet_free(&app->fleet);
    keymap_free(&app->keymap);
    reload_free(&app->reload);
    buffer_free(&app->watched);
    buffer_free(&app->attention_path);
    buffer_free(&app->looked_for);
    return status;
}

int app_run(const struct options *options)
{
    struct app app = {
        .options = options, .reload.options = options, .stats.since_ms = timestamp_monotonic()};
    struct error error;

    int failed = uv_loop_init(&app.loop);
    if (failed != 0) {
        fprintf(stderr, "driftop: %s\n", uv_strerror(failed));
        return APP_FAILED;
    }
    if (!start(&app, &error)) {
        app.status = error.class == ERROR_USAGE ? STATUS_USAGE : APP_FAILED;
        return finish(&app, &error);
    }
    app_draw(&app, REACTION_WATCH);
    uv_run(&app.loop, UV_RUN_DEFAULT);
    return finish(&app, NULL);
}
