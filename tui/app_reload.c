/* What the dashboard takes from a configuration that is read again: rules, directions, keys, and
 * what counts as a finding. */
#include "config.h"

#include "app_private.h"

/* The keys were checked when they were read. */
static void bind_keys(struct app *app)
{
    struct error error;

    keymap_free(&app->keymap);
    keymap_init(&app->keymap);
    keymap_bind_all(&app->keymap, app->options->key_settings, app->options->key_setting_count,
                    &error);
}

void app_reload(struct app *app)
{
    struct buffer said = {0};

    if (reload(&app->reload, &said)) {
        app->options = app->reload.options;
        bind_keys(app);
        dashboard_rules(&app->dashboard, &app->options->rules, &app->options->directions);
        app_rejudge(app);
    }
    state_tell(&app->dashboard.state, "%s", buffer_text(&said));
    buffer_free(&said);
}
