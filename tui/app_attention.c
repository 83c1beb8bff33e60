/* What was said of tenants, kept in a file that others read and write, too. */
#include "config.h"

#include "app_private.h"
#include "base/memory.h"
#include "headless/attention_file.h"

#define LOOK_EVERY_MS 2000 /* at the file, for what others said */

void app_open_attention(struct app *app)
{
    struct attention *attention = &app->dashboard.state.attention;

    attention->source = mem_strdup(app->source->name);
    attention_path(&app->attention_path);
    app_follow_attention(app);
}

static void load(struct app *app)
{
    struct error error;

    if (!attention_load(buffer_text(&app->attention_path), &app->dashboard.state.attention, &error))
        state_tell(&app->dashboard.state, "%s: what it says is not known", error.text);
}

static void store(struct app *app)
{
    struct attention *attention = &app->dashboard.state.attention;
    struct error error;

    if (app->attention_path.size == 0)
        error_set(&error, ERROR_SYSTEM, "there is neither $XDG_STATE_HOME nor $HOME");
    else if (attention_store(buffer_text(&app->attention_path), attention, &error)) {
        attention_has_changed(buffer_text(&app->attention_path), &app->attention_seen);
        return;
    }
    /* It holds as long as this runs. */
    state_tell(&app->dashboard.state, "%s: that is not kept", error.text);
    attention_list_free(&attention->changes);
}

void app_follow_attention(struct app *app)
{
    int64_t now_ms = timestamp_monotonic();

    if (app->dashboard.state.attention.changes.count > 0)
        store(app);
    if (app->attention_path.size == 0 || now_ms < app->attention_looked_ms + LOOK_EVERY_MS)
        return;
    app->attention_looked_ms = now_ms;
    if (attention_has_changed(buffer_text(&app->attention_path), &app->attention_seen))
        load(app);
}
