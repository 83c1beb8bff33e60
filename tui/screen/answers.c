#include "config.h"

#include "screen/answers.h"

#include "keys.h"
#include "prompts.h"
#include "screen/list_steps.h"
#include "screen/steps.h"
#include "screen/time_steps.h"

#include <stdio.h>

static reaction_set go_back(struct act *act)
{
    return step_stop_loading(act) ? REACTION_ANEW : step_close(act);
}

static reaction_set go_to(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_go_to, "");
    return REACTION_DRAW;
}

static reaction_set type_window(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_window, "");
    return REACTION_DRAW;
}

static reaction_set go_to_time(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_time, "");
    return REACTION_DRAW;
}

static reaction_set type_command(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_command, "");
    return REACTION_DRAW;
}

static reaction_set set_window(struct act *act)
{
    struct error error;
    int64_t length_ms;

    if (range_parse_length(act->argument, &length_ms, &error))
        return step_set_window(act, length_ms);
    state_tell(act->state, "%s", error.text);
    return REACTION_DRAW;
}

static reaction_set next_window(struct act *act)
{
    return step_set_window(act, range_next_preset(act->state->range.length_ms));
}

static reaction_set pause_view(struct act *act)
{
    range_toggle_pause(&act->state->range, act->sight->now_ms);
    return REACTION_ANEW;
}

static const char *pause_hint(const struct ui_state *state)
{
    return state->range.mode == RANGE_LIVE ? action_info(ACTION_PAUSE)->hint : "live";
}

/* Not in the key bar but where time is the subject, whose screens say so themselves. */
static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static reaction_set refresh(struct act *act)
{
    state_tell(act->state, "asked the source");
    return REACTION_DRAW | REACTION_REFRESH;
}

static reaction_set change_zone(struct act *act)
{
    choices_next_zone(&act->state->choices);
    state_tell(act->state, "times are %s",
               act->state->choices.zone == ZONE_UTC ? "in UTC" : "local");
    return REACTION_DRAW;
}

/* Proposes a name that sorts by time, and says what is on the screen. */
static reaction_set save(struct act *act)
{
    const char *screen = stack_top(&act->state->stack)->screen->name;
    char time[32];
    char name[PROMPT_SIZE];

    timestamp_format_compact(range_moment(&act->state->range, act->sight->now_ms),
                             act->state->choices.zone, time);
    snprintf(name, sizeof(name), "driftop-%s-%s.svg", time, screen);
    prompt_open(&act->state->prompt, &prompt_save, name);
    return REACTION_DRAW;
}

static reaction_set change_theme(struct act *act)
{
    act->state->theme[0] = '\0';
    return REACTION_DRAW | REACTION_THEME;
}

static reaction_set repaint(struct act *act)
{
    state_tell(act->state, "painted anew");
    return REACTION_DRAW | REACTION_REPAINT;
}

/* Shows the commands that give the page without a screen; the first of them is copied. */
static reaction_set show_commands(struct act *act)
{
    return step_show(act, "commands") | REACTION_COPY;
}

static reaction_set show(struct act *act)
{
    return step_show(act, act->argument);
}

static reaction_set quit(struct act *act)
{
    (void)act;
    return REACTION_QUIT;
}

static const struct answer common_answers[] = {
    {ACTION_BACK, go_back, NULL},
    {ACTION_GO_TO, go_to, NULL},
    {ACTION_MAP, step_map, NULL},
    {ACTION_TENANT_MAP, step_map, NULL},
    {ACTION_MARK, step_mark, no_hint},
    {ACTION_SET_WINDOW, set_window, NULL},
    {ACTION_NEXT_WINDOW, next_window, NULL},
    {ACTION_TYPE_WINDOW, type_window, NULL},
    {ACTION_PAUSE, pause_view, pause_hint},
    {ACTION_EARLIER, step_pan, no_hint},
    {ACTION_LATER, step_pan, NULL},
    {ACTION_GO_TO_TIME, go_to_time, NULL},
    {ACTION_LIVE, step_live, live_hint},
    {ACTION_REFRESH, refresh, NULL},
    {ACTION_ZONE, change_zone, NULL},
    {ACTION_UP, step_move, NULL},
    {ACTION_DOWN, step_move, NULL},
    {ACTION_PAGE_UP, step_move, NULL},
    {ACTION_PAGE_DOWN, step_move, NULL},
    {ACTION_FIRST, step_move, NULL},
    {ACTION_LAST, step_move, NULL},
    {ACTION_COPY, show_commands, no_hint},
    {ACTION_COMMAND, type_command, NULL},
    {ACTION_SAVE, save, NULL},
    {ACTION_THEME, change_theme, NULL},
    {ACTION_REPAINT, repaint, NULL},
    {ACTION_EVENTS, show, NULL},
    {ACTION_DOCTOR, show, NULL},
    {ACTION_HELP, show, NULL},
    {ACTION_QUIT, quit, NULL},
};

#define COMMON_COUNT (sizeof(common_answers) / sizeof(common_answers[0]))

/* Of screens that show time. */
static const struct answer axis_answers[] = {
    {ACTION_CURSOR_BACK, step_cursor, no_hint},     {ACTION_CURSOR_ON, step_cursor, no_hint},
    {ACTION_PREVIOUS_CHANGE, step_change, no_hint}, {ACTION_NEXT_CHANGE, step_change, no_hint},
    {ACTION_ZOOM_IN, step_zoom, no_hint},           {ACTION_ZOOM_OUT, step_zoom, no_hint},
};

#define AXIS_COUNT (sizeof(axis_answers) / sizeof(axis_answers[0]))

/* Of screens that list tenants. */
static const struct answer list_answers[] = {
    {ACTION_FILTER, step_filter, NULL},
    {ACTION_SORT, step_next_sort, NULL},
    {ACTION_REVERSE, step_reverse, NULL},
    {ACTION_SORT_NOW, step_sort_now, NULL},
};

#define LIST_COUNT (sizeof(list_answers) / sizeof(list_answers[0]))

static const struct answer *find_in(const struct answer *answers, size_t count, enum action action)
{
    for (size_t i = 0; i < count; i++) {
        if (answers[i].action == action)
            return &answers[i];
    }
    return NULL;
}

const struct answer *answer_find(const struct screen *screen, enum action action)
{
    const struct answer *own = find_in(screen->answers, screen->answer_count, action);

    if (own != NULL || screen->otherwise != ACTION_NONE)
        return own;
    if (screen->axis != NULL)
        own = find_in(axis_answers, AXIS_COUNT, action);
    if (own == NULL && screen->lists_tenants)
        own = find_in(list_answers, LIST_COUNT, action);
    if (own != NULL)
        return own;
    return find_in(common_answers, COMMON_COUNT, action);
}

/* Returns the binding of a key that the screen answers to; else one that it does not answer to;
 * NULL when the key is bound to nothing. */
static const struct binding *find_binding(const struct keymap *keymap, const struct screen *screen,
                                          uint32_t key)
{
    const struct binding *found = NULL;

    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        if (binding->key != key)
            continue;
        if (answer_find(screen, binding->action) != NULL)
            return binding;
        found = binding;
    }
    return found;
}

/* Says why a key does nothing: it has no meaning at all, or none here. */
static reaction_set tell_no_effect(struct ui_state *state, uint32_t key,
                                   const struct binding *binding)
{
    char name[KEY_NAME_SIZE];

    keys_name(key, name);
    if (binding == NULL)
        state_tell(state, "no such key: %s", name);
    else
        state_tell(state, "%s (%s) does nothing on %s", name, action_info(binding->action)->name,
                   stack_top(&state->stack)->screen->title);
    return REACTION_DRAW;
}

reaction_set answer_key(struct ui_state *state, const struct sight *sight, uint32_t key)
{
    const struct screen *screen = stack_top(&state->stack)->screen;
    const struct binding *binding = find_binding(state->keymap, screen, key);
    const struct answer *answer = binding != NULL ? answer_find(screen, binding->action) : NULL;

    if (answer == NULL && screen->otherwise != ACTION_NONE)
        answer = answer_find(screen, screen->otherwise);
    if (answer == NULL)
        return tell_no_effect(state, key, binding);
    return answer->run(&(struct act){.state = state,
                                     .sight = sight,
                                     .action = answer->action,
                                     .argument = binding != NULL ? binding->argument : NULL});
}
