#include "config.h"

#include "app_private.h"

#include "base/memory.h"
#include "rescue.h"

#include <signal.h>
#include <stdlib.h>

static const int caught_signals[APP_SIGNALS] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                                SIGTSTP, SIGCONT, SIGWINCH};

static void on_signal(uv_signal_t *handle, int number);

static void catch_signal(struct app *app, int number)
{
    for (size_t i = 0; i < APP_SIGNALS; i++) {
        if (caught_signals[i] == number)
            uv_signal_start(&app->signals[i], on_signal, number);
    }
}

/* Gives a signal its usual effect. */
static void release_signal(struct app *app, int number)
{
    for (size_t i = 0; i < APP_SIGNALS; i++) {
        if (caught_signals[i] == number)
            uv_signal_stop(&app->signals[i]);
    }
}

/* Stops as the terminal driver would have stopped us, with the terminal given back. Where there is
 * no shell to continue us, the signal does nothing, and we go on at once. */
static void stop(struct app *app)
{
    struct error error;

    term_suspend(app->term);
    release_signal(app, SIGTSTP);
    release_signal(app, SIGCONT);
    raise(SIGTSTP);
    catch_signal(app, SIGTSTP);
    catch_signal(app, SIGCONT);
    if (!term_resume(app->term, &error))
        app_leave(app, APP_FAILED);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct app *app = handle->data;
    struct error error;

    switch (number) {
    case SIGINT:
        app_leave(app, EXIT_SUCCESS);
        return;
    case SIGTERM:
    case SIGHUP:
    case SIGQUIT:
        app->died_of = number;
        app_leave(app, APP_FAILED);
        return;
    case SIGTSTP:
        stop(app);
        break;
    case SIGCONT:
        /* Stopped by somebody else; the terminal may have been used meanwhile. */
        if (!term_resume(app->term, &error))
            app_leave(app, APP_FAILED);
        break;
    default: /* SIGWINCH */
        term_invalidate(app->term);
        break;
    }
    app_draw(app, REACTION_WATCH);
}

/* curses leaves signals alone that are caught already, so this comes before it. */
void app_catch_signals(struct app *app)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that must not grow is told like a full disk */
    rescue_arm();
    mem_on_exhausted(rescue_now);
    for (size_t i = 0; i < APP_SIGNALS; i++) {
        uv_signal_init(&app->loop, &app->signals[i]);
        app->signals[i].data = app;
        catch_signal(app, caught_signals[i]);
    }
}
