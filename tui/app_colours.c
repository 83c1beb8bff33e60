/* The dashboard's colours: its theme, and what that stands on. */
#include "config.h"

#include "app_private.h"

#include "setup.h"

bool app_load_theme(struct app *app, struct error *error)
{
    if (!setup_theme(app->options, &app->theme, error))
        return false;
    if (app->options->theme != NULL)
        app->theme_index = theme_builtin_index(app->theme.name);
    return true;
}

/* Returns whether that changes anything. */
static bool choose_screen(struct app *app)
{
    bool before = app->painted;

    app->painted = !background_suits(&app->background, &app->theme, term_depth(app->term));
    return app->painted != before;
}

static void show(struct app *app)
{
    struct theme shown = app->theme;

    app->plain = app->dashboard.state.choices.slow;
    if (app->plain)
        theme_plain(&shown);
    term_theme(app->term, &shown, app->painted);
}

void app_follow_plainness(struct app *app)
{
    if (app->plain != app->dashboard.state.choices.slow)
        show(app);
}

static void show_if_changed(struct app *app)
{
    if (!choose_screen(app))
        return;
    show(app);
    app->due |= REACTION_DRAW;
}

static void on_no_answer(uv_timer_t *timer)
{
    struct app *app = timer->data;

    if (background_give_up(&app->background))
        show_if_changed(app);
    if ((app->due & REACTION_DRAW) != 0)
        app_draw(app, 0);
}

void app_show_theme(struct app *app)
{
    choose_screen(app);
    show(app);
    uv_timer_start(&app->answer_timer, on_no_answer, BACKGROUND_PATIENCE_MS, 0);
}

/* Takes the theme that was typed, or the next one of those that are compiled in. */
static bool take_theme(struct app *app, struct error *error)
{
    const char *typed = app->dashboard.state.theme;
    struct theme theme;

    if (typed[0] == '\0') {
        theme_builtin(++app->theme_index, &app->theme);
        return true;
    }
    if (!theme_load(typed, &theme, error))
        return false;
    app->theme = theme;
    app->theme_index = theme_builtin_index(theme.name);
    return true;
}

void app_change_theme(struct app *app)
{
    struct buffer why = {0};
    struct error error;

    if (term_depth(app->term) == DEPTH_MONO) {
        term_explain_mono(app->term, &why);
        state_tell(&app->dashboard.state, "themes are colours, and %s", buffer_text(&why));
        buffer_free(&why);
        return;
    }
    if (!take_theme(app, &error)) {
        state_tell(&app->dashboard.state, "%s", error.text);
        return;
    }
    choose_screen(app);
    show(app);
    state_tell(&app->dashboard.state, "theme %s", app->theme.name);
}

void app_take_answer(struct app *app, struct slice answer)
{
    if (answer.data[0] == '[')
        term_answered(app->term);
    if (background_take(&app->background, answer))
        show_if_changed(app);
}
