#include "config.h"

#include "app_private.h"

#include <stdlib.h>

static void next_theme(struct app *app)
{
    theme_builtin(++app->theme_index, &app->theme);
    term_theme(app->term, &app->theme);
    state_tell(&app->dashboard.state, "theme %s", app->theme.name);
}

static void on_key(void *context, uint32_t key)
{
    struct app *app = context;
    reaction_set reactions = dashboard_key(&app->dashboard, key, app_clock(app));

    if ((reactions & REACTION_QUIT) != 0)
        app_leave(app, EXIT_SUCCESS);
    if ((reactions & REACTION_REFRESH) != 0)
        source_refresh(app->source);
    if ((reactions & REACTION_REPAINT) != 0)
        term_invalidate(app->term);
    if ((reactions & REACTION_THEME) != 0)
        next_theme(app);
    app->due |= reactions;
}

static void draw_answer(struct app *app)
{
    if ((app->due & REACTION_DRAW) != 0)
        app_draw(app, 0);
}

static void on_escape_alone(uv_timer_t *timer)
{
    struct app *app = timer->data;

    input_settle(&app->input, on_key, app);
    draw_answer(app);
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
    draw_answer(app);
}
