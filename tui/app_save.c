/* Saving the screen into a file. */
#include "config.h"

#include "app_private.h"
#include "dashboard_open.h"
#include "picture.h"
#include "prompts.h"

/* What failed can be mended where it was typed. */
static void ask_again(struct ui_state *state, const struct error *error)
{
    prompt_open(&state->prompt, &prompt_save, state->save_as);
    prompt_tell(&state->prompt, "%s", error->text);
}

void app_save(struct app *app)
{
    struct dashboard *dashboard = &app->dashboard;
    struct dashboard_clock clock = app_clock(app);
    struct buffer title = {0};
    struct buffer where = {0};
    struct error error;

    dashboard_draw(dashboard, clock);
    dashboard_title(dashboard, clock, &title);
    struct picture_look look = {
        .theme = &app->theme, .depth = term_depth(app->term), .title = buffer_text(&title)};
    if (picture_save(dashboard->state.save_as, &dashboard->frame, &look, &where, &error))
        state_tell(&dashboard->state, "saved %s", buffer_text(&where));
    else
        ask_again(&dashboard->state, &error);
    buffer_free(&title);
    buffer_free(&where);
}
