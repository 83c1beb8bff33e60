#include "config.h"

#include "dashboard_private.h"

#include "prompts.h"
#include "screen/answers.h"

static const char ignored[] = "pasted text is ignored: open a prompt first";
static const char waits[] = "a paste has not ended; Esc ends it";

reaction_set dashboard_take_key(struct dashboard *dashboard, uint32_t key)
{
    struct ui_state *state = &dashboard->state;

    state->notice[0] = '\0';
    hits_clear(&dashboard->hits); /* they are those of another screen, perhaps */
    if (state->prompt.rules != NULL)
        return prompts_key(state, &dashboard->sight, key);
    return answer_key(state, &dashboard->sight, key);
}

static reaction_set take_paste(struct dashboard *dashboard, struct slice text)
{
    if (dashboard->state.prompt.rules != NULL)
        return prompts_paste(&dashboard->state, &dashboard->sight, text);
    state_tell(&dashboard->state, "%s", ignored);
    return REACTION_DRAW;
}

static reaction_set tell_paste_waits(struct ui_state *state)
{
    if (state->prompt.rules != NULL)
        prompt_tell(&state->prompt, "%s", waits);
    else
        state_tell(state, "%s", waits);
    return REACTION_DRAW;
}

static reaction_set resize(struct dashboard *dashboard, int columns, int rows)
{
    frame_resize(&dashboard->frame, columns, rows);
    return REACTION_DRAW | REACTION_WATCH;
}

static reaction_set take_event(struct dashboard *dashboard, const struct input_event *event)
{
    switch (event->kind) {
    case INPUT_KEY:
        return dashboard_take_key(dashboard, event->key);
    case INPUT_PASTE:
        return take_paste(dashboard, event->text);
    case INPUT_PASTE_WAITS:
        return tell_paste_waits(&dashboard->state);
    case INPUT_RESIZE:
        return resize(dashboard, event->columns, event->rows);
    case INPUT_MOUSE:
        return dashboard_take_mouse(dashboard, event);
    case INPUT_ANSWER:
        break; /* nobody asked for it here */
    }
    return 0;
}

reaction_set dashboard_event(struct dashboard *dashboard, const struct input_event *event,
                             struct dashboard_clock clock)
{
    if (event->kind != INPUT_RESIZE)
        dashboard->key_ms = clock.own_ms;
    /* The rows that keys refer to are those on the screen: from now on they stand still, whatever
     * came meanwhile. */
    if (!dashboard->seen || dashboard->revision != dashboard->setup.fleet->changes.revision)
        dashboard_look(dashboard, clock);
    dashboard->sight.now_ms = clock.now_ms;
    reaction_set reactions = take_event(dashboard, event);
    dashboard->seen = false;
    if ((reactions & REACTION_ARRANGE) != 0)
        dashboard_arrange_anew(dashboard);
    return reactions;
}
