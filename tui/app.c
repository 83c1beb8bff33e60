#include "config.h"

#include "app.h"

#include "base/memory.h"
#include "base/text.h"
#include "dashboard.h"
#include "input.h"
#include "rescue.h"
#include "term.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2

#define FRAME_INTERVAL_MS 100      /* between two frames that data asked for */
#define LONGEST_STILLNESS_MS 10000 /* a frame is made anew at least this often */
#define FAREWELL_MS 50             /* for connections to close */

static const int caught_signals[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                     SIGTSTP, SIGCONT, SIGWINCH};

#define SIGNAL_COUNT (sizeof(caught_signals) / sizeof(caught_signals[0]))

struct app {
    const struct options *options;
    uv_loop_t loop;
    uv_signal_t signals[SIGNAL_COUNT];
    uv_timer_t draw_timer;   /* the next frame */
    uv_timer_t escape_timer; /* a lone escape is a key */
    uv_poll_t input_poll;
    uv_poll_t output_poll;
    struct tty *tty;
    struct term *term;
    struct theme theme;
    size_t theme_index;
    struct input input;
    struct fleet fleet;
    struct source *source;
    struct dashboard dashboard;
    struct buffer watched; /* what the source was told last: names, each with its NUL */
    int64_t watched_since_ms;
    bool changed;       /* there is data that no frame shows yet */
    int64_t changed_ms; /* when a frame last showed new data, by the steady clock */
    int64_t due_ms;     /* when draw_timer fires */
    int died_of;      /* a signal to end by; 0: none */
    int status;
};

/* Where the clock stands, the source is not asked again and is never late. */
static struct dashboard_clock read_clock(const struct app *app)
{
    const struct source *source = app->source;
    bool frozen = source->frozen_now_ms != 0;

    return (struct dashboard_clock){
        .now_ms = source_now(source),
        .own_ms = frozen ? source->status.answered_ms : timestamp_now(),
    };
}

static void leave(struct app *app, int status)
{
    app->status = status;
    uv_stop(&app->loop);
}

/* Tells the source which tenants are on the screen, when that has changed. */
static void watch(struct app *app)
{
    struct buffer joined = {0};
    size_t count;
    int64_t since_ms;
    const char **names = dashboard_watched(&app->dashboard, read_clock(app), &count, &since_ms);

    for (size_t i = 0; i < count; i++)
        buffer_append(&joined, names[i], strlen(names[i]) + 1);
    bool same = since_ms == app->watched_since_ms && joined.size == app->watched.size &&
                memcmp(buffer_text(&joined), buffer_text(&app->watched), joined.size) == 0;
    if (!same) {
        buffer_free(&app->watched);
        app->watched = joined;
        app->watched_since_ms = since_ms;
        source_watch(app->source, &(struct source_watch){
                                      .tenants = names, .count = count, .since_ms = since_ms});
    } else {
        buffer_free(&joined);
    }
    free(names);
}

static void on_draw_due(uv_timer_t *timer);
static void on_room(uv_poll_t *poll, int status, int events);

/* Asks for a frame in `delay_ms`, or before when one is asked for already. */
static void draw_in(struct app *app, int64_t delay_ms)
{
    int64_t due_ms = timestamp_monotonic() + delay_ms;

    if (uv_is_active((uv_handle_t *)&app->draw_timer) && app->due_ms <= due_ms)
        return;
    app->due_ms = due_ms;
    uv_timer_start(&app->draw_timer, on_draw_due, (uint64_t)delay_ms, 0);
}

/* Asks for the next frame of itself: when what was drawn will read otherwise. */
static void draw_when_outdated(struct app *app, int64_t holds_until_ms)
{
    int64_t delay_ms = holds_until_ms - read_clock(app).now_ms;

    if (delay_ms > LONGEST_STILLNESS_MS)
        delay_ms = LONGEST_STILLNESS_MS;
    draw_in(app, delay_ms > FRAME_INTERVAL_MS ? delay_ms : FRAME_INTERVAL_MS);
}

/* Draws and sends a frame. While the one before is still on its way, nothing is drawn: the newest
 * state is, once there is room. */
static void draw(struct app *app)
{
    int columns;
    int rows;

    if (!term_is_ready(app->term)) {
        uv_poll_start(&app->output_poll, UV_WRITABLE, on_room);
        return;
    }
    uv_timer_stop(&app->draw_timer);
    if (app->changed)
        app->changed_ms = timestamp_monotonic();
    app->changed = false;
    tty_size(app->tty, &columns, &rows);
    if (columns != app->dashboard.frame.columns || rows != app->dashboard.frame.rows)
        frame_resize(&app->dashboard.frame, columns, rows);
    int64_t holds_until_ms = dashboard_draw(&app->dashboard, read_clock(app));
    if (!term_paint(app->term, &app->dashboard.frame)) {
        leave(app, STATUS_FAILED);
        return;
    }
    if (!term_is_ready(app->term))
        uv_poll_start(&app->output_poll, UV_WRITABLE, on_room);
    watch(app);
    draw_when_outdated(app, holds_until_ms);
}

static void on_draw_due(uv_timer_t *timer)
{
    draw(timer->data);
}

static void on_room(uv_poll_t *poll, int status, int events)
{
    struct app *app = poll->data;
    (void)events;

    if (status < 0 || !tty_flush(app->tty)) {
        leave(app, STATUS_FAILED);
        return;
    }
    if (!tty_is_drained(app->tty))
        return;
    uv_poll_stop(poll);
    draw_in(app, 0);
}

/* Data may come in many pieces: a few frames a second are enough for the eye. */
static void on_changed(void *context)
{
    struct app *app = context;

    if (app->changed)
        return;
    app->changed = true;
    int64_t wait_ms = app->changed_ms + FRAME_INTERVAL_MS - timestamp_monotonic();
    draw_in(app, wait_ms > 0 ? wait_ms : 0);
}

static void next_theme(struct app *app)
{
    struct ui_state *state = &app->dashboard.state;

    theme_builtin(++app->theme_index, &app->theme);
    term_theme(app->term, &app->theme);
    snprintf(state->notice, sizeof(state->notice), "theme %s", app->theme.name);
}

static void on_key(void *context, uint32_t key)
{
    struct app *app = context;

    switch (dashboard_key(&app->dashboard, key, read_clock(app))) {
    case REQUEST_NONE:
        break;
    case REQUEST_QUIT:
        leave(app, EXIT_SUCCESS);
        break;
    case REQUEST_REFRESH:
        source_refresh(app->source);
        break;
    case REQUEST_REPAINT:
        term_invalidate(app->term);
        break;
    case REQUEST_THEME:
        next_theme(app);
        break;
    }
}

static void on_escape_alone(uv_timer_t *timer)
{
    struct app *app = timer->data;

    input_settle(&app->input, on_key, app);
    draw(app);
}

static void on_input(uv_poll_t *poll, int status, int events)
{
    struct app *app = poll->data;
    char bytes[256];
    (void)events;

    int count = status < 0 ? -1 : tty_read(app->tty, bytes, sizeof(bytes));
    if (count < 0) {
        leave(app, STATUS_FAILED);
        return;
    }
    input_feed(&app->input, bytes, (size_t)count, on_key, app);
    uv_timer_stop(&app->escape_timer);
    if (input_is_pending(&app->input))
        uv_timer_start(&app->escape_timer, on_escape_alone, INPUT_ESCAPE_MS, 0);
    draw(app);
}

/* Stops as the terminal driver would have stopped us, with the terminal given back. Where there is no
 * shell to continue us, the signal does nothing, and we go on at once. */
static void stop(struct app *app, uv_signal_t *handle)
{
    struct error error;

    term_suspend(app->term);
    uv_signal_stop(handle);
    raise(SIGTSTP);
    uv_signal_start(handle, handle->signal_cb, SIGTSTP);
    if (!term_resume(app->term, &error))
        leave(app, STATUS_FAILED);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct app *app = handle->data;
    struct error error;

    switch (number) {
    case SIGINT:
        leave(app, EXIT_SUCCESS);
        return;
    case SIGTERM:
    case SIGHUP:
    case SIGQUIT:
        app->died_of = number;
        leave(app, STATUS_FAILED);
        return;
    case SIGTSTP:
        stop(app, handle);
        break;
    case SIGCONT:
        /* Stopped by somebody else; the terminal may have been used meanwhile. */
        if (!term_resume(app->term, &error))
            leave(app, STATUS_FAILED);
        break;
    default: /* SIGWINCH */
        term_invalidate(app->term);
        break;
    }
    draw(app);
}

static const struct glyphs *choose_glyphs(const struct options *options)
{
    enum glyph_set set = GLYPHS_ASCII;

    glyphs_parse(options->glyphs, &set);
    /* Who asks for signs beyond ASCII says that the terminal shows UTF-8, whatever the locale says. */
    if (set != GLYPHS_ASCII && !text_locale_is_utf8() && setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        set = GLYPHS_ASCII;
    return glyphs_get(set);
}

static bool open_source(struct app *app, struct error *error)
{
    struct source_options options;

    options_source(app->options, true, &options);
    app->source = source_open(&app->loop, app->options->source, &options, &app->fleet, on_changed,
                              app, error);
    return app->source != NULL;
}

/* Looks at the window that --since and --until name; one that ends at a given time stands still. */
static bool choose_window(struct app *app, struct error *error)
{
    struct ui_state *state = &app->dashboard.state;
    struct time_range window;

    if (!options_window(app->options, read_clock(app).now_ms, &window, error))
        return false;
    state->window_ms = window.end_ms - window.start_ms;
    state->paused = app->options->until != NULL;
    state->paused_ms = window.end_ms;
    return true;
}

static bool open_dashboard(struct app *app, struct error *error)
{
    const struct options *options = app->options;
    const struct glyphs *glyphs = choose_glyphs(options);

    dashboard_init(&app->dashboard,
                   &(struct dashboard_setup){.fleet = &app->fleet,
                                             .status = &app->source->status,
                                             .source = app->source->name,
                                             .glyphs = glyphs,
                                             .ascii = !text_locale_is_utf8(),
                                             .window_ms = options->window_ms,
                                             .refresh_ms = options->refresh_ms,
                                             .zone = options->utc ? ZONE_UTC : ZONE_LOCAL});
    return choose_window(app, error);
}

static bool watch_descriptors(struct app *app, struct error *error)
{
    int failed = uv_poll_init(&app->loop, &app->input_poll, tty_input(app->tty));

    if (failed == 0)
        failed = uv_poll_init(&app->loop, &app->output_poll, tty_output(app->tty));
    if (failed == 0)
        failed = uv_poll_start(&app->input_poll, UV_READABLE, on_input);
    app->input_poll.data = app;
    app->output_poll.data = app;
    if (failed != 0)
        return error_set(error, ERROR_SYSTEM, "cannot watch the terminal: %s",
                         uv_strerror(failed));
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
    term_theme(app->term, &app->theme);
    return true;
}

/* curses leaves signals alone that are caught already, so this comes before it. */
static void catch_signals(struct app *app)
{
    signal(SIGPIPE, SIG_IGN);
    rescue_arm();
    mem_on_exhausted(rescue_now);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        uv_signal_init(&app->loop, &app->signals[i]);
        app->signals[i].data = app;
        uv_signal_start(&app->signals[i], on_signal, caught_signals[i]);
    }
}

static bool load_theme(struct app *app, struct error *error)
{
    if (app->options->theme != NULL)
        return theme_load(app->options->theme, &app->theme, error);
    theme_builtin(0, &app->theme);
    return true;
}

static bool start(struct app *app, struct error *error)
{
    uv_timer_init(&app->loop, &app->draw_timer);
    uv_timer_init(&app->loop, &app->escape_timer);
    app->draw_timer.data = app;
    app->escape_timer.data = app;
    catch_signals(app);
    return load_theme(app, error) && open_source(app, error) &&
           open_dashboard(app, error) && open_terminal(app, error);
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
    uv_close((uv_handle_t *)&app->escape_timer, NULL);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        uv_close((uv_handle_t *)&app->signals[i], NULL);
    if (app->source != NULL)
        source_close(app->source, NULL, NULL);
    uv_run(&app->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&app->draw_timer, NULL);
    uv_run(&app->loop, UV_RUN_NOWAIT);
    return uv_loop_close(&app->loop) == 0;
}

/* Gives everything back, then ends the way that was asked for. */
static int finish(struct app *app)
{
    int status = app->status;

    close_terminal(app);
    bool closed = close_loop(app);
    if (app->died_of != 0) {
        signal(app->died_of, SIG_DFL);
        raise(app->died_of);
    }
    /* A name that is still being resolved keeps a thread, which exit() would wait for. */
    if (!closed)
        _exit(status);
    dashboard_free(&app->dashboard);
    fleet_free(&app->fleet);
    buffer_free(&app->watched);
    return status;
}

int app_run(const struct options *options)
{
    struct app app = {.options = options};
    struct error error;

    int failed = uv_loop_init(&app.loop);
    if (failed != 0) {
        fprintf(stderr, "driftop: %s\n", uv_strerror(failed));
        return STATUS_FAILED;
    }
    if (start(&app, &error)) {
        draw(&app);
        uv_run(&app.loop, UV_RUN_DEFAULT);
        return finish(&app);
    }
    app.status = error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    close_terminal(&app);
    fprintf(stderr, "driftop: %s\n", error.text);
    return finish(&app);
}
