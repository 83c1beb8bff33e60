#include "config.h"

#include "app_private.h"

#include <stdio.h>
#include <stdlib.h>

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

    switch (dashboard_key(&app->dashboard, key, app_clock(app))) {
    case REQUEST_NONE:
        break;
    case REQUEST_QUIT:
        app_leave(app, EXIT_SUCCESS);
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
    app_draw(app);
}

void app_on_input(uv_poll_t *poll, int status, int events)
{
    struct app *app = poll->data;
    char bytes[256];
    (void)events;

    int count = status < 0 ? -1 : tty_read(app->tty, bytes, sizeof(bytes));
    if (count < 0) {
        app_leave(app, APP_FAILED);
        return;
    }
    input_feed(&app->input, bytes, (size_t)count, on_key, app);
    uv_timer_stop(&app->escape_timer);
    if (input_is_pending(&app->input))
        uv_timer_start(&app->escape_timer, on_escape_alone, INPUT_ESCAPE_MS, 0);
    app_draw(app);
}
