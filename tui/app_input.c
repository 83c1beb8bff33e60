#include "config.h"

#include "app_private.h"
#include "clipboard.h"

#include <stdlib.h>

/* The terminal does not say whether it took it. */
static void copy(struct app *app)
{
    struct ui_state *state = &app->dashboard.state;
    struct buffer copied = {0};
    struct buffer sequence = {0};

    dashboard_copied(&app->dashboard, app_clock(app), &copied);
    struct slice text = {buffer_text(&copied), copied.size};
    if (!app->options->clipboard)
        state_tell(state, "not copied: --clipboard, or clipboard = yes in the configuration, "
                          "allows it");
    else if (!clipboard_sequence(text, &sequence))
        state_tell(state, "not copied: it is too long");
    else if (!tty_write(app->tty, buffer_text(&sequence), sequence.size))
        app_leave(app, APP_FAILED);
    else
        state_tell(state, "copied to the terminal's clipboard");
    buffer_free(&sequence);
    buffer_free(&copied);
}

void app_event(void *context, const struct input_event *event)
{
    struct app *app = context;

    if (event->kind == INPUT_ANSWER) {
        app_take_answer(app, event->text);
        return;
    }
    reaction_set reactions = dashboard_event(&app->dashboard, event, app_clock(app));

    if ((reactions & REACTION_QUIT) != 0)
        app_leave(app, EXIT_SUCCESS);
    if ((reactions & REACTION_REFRESH) != 0)
        source_refresh(app->source);
    if ((reactions & REACTION_EXAMINE) != 0)
        app_examine(app);
    if ((reactions & REACTION_RELOAD) != 0)
        app_reload(app);
    if ((reactions & REACTION_SAVE) != 0)
        app_save(app);
    if ((reactions & REACTION_REPAINT) != 0)
        term_invalidate(app->term);
    if ((reactions & REACTION_THEME) != 0)
        app_change_theme(app);
    if ((reactions & REACTION_COPY) != 0)
        copy(app);
    app->due |= reactions;
}

static void on_silence(uv_timer_t *timer);

/* Draws what was asked for, and waits for the rest of what has begun. */
static void finish_turn(struct app *app)
{
    int patience_ms = input_patience_ms(&app->input);

    uv_timer_stop(&app->silence_timer);
    if (patience_ms > 0)
        uv_timer_start(&app->silence_timer, on_silence, (uint64_t)patience_ms, 0);
    if ((app->due & REACTION_DRAW) != 0)
        app_draw(app, 0);
}

static void on_silence(uv_timer_t *timer)
{
    struct app *app = timer->data;

    input_settle(&app->input, app_event, app);
    finish_turn(app);
}

void app_on_input(uv_poll_t *poll, int status, int events)
{
    struct app *app = poll->data;
    char bytes[4096];
    (void)events;

    int count = status < 0 ? -1 : tty_read(app->tty, bytes, sizeof(bytes));
    if (count < 0) {
        app_leave(app, APP_FAILED);
        return;
    }
    input_feed(&app->input, bytes, (size_t)count, app_event, app);
    finish_turn(app);
}
