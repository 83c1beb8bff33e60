#include "config.h"

#include "screen/time_steps.h"

#include "base/duration.h"
#include "drift/trace.h"
#include "prompts.h"
#include "screen/steps.h"

/* What another time makes necessary, or that it is the same. */
static reaction_set moved(struct act *act, bool has_moved, const char *otherwise)
{
    if (!has_moved)
        state_tell(act->state, "%s", otherwise);
    return has_moved ? REACTION_ANEW : REACTION_DRAW;
}

reaction_set step_pan(struct act *act)
{
    struct range *range = &act->state->range;
    bool earlier = act->action == ACTION_EARLIER;
    int64_t by_ms = range->length_ms / 2;

    return moved(act, range_pan(range, earlier ? -by_ms : by_ms, act->sight->now_ms),
                 earlier ? "there is nothing earlier" : "there is nothing later yet");
}

reaction_set step_zoom(struct act *act)
{
    struct range *range = &act->state->range;
    bool in = act->action == ACTION_ZOOM_IN;
    int64_t about_ms = range_end(range, act->sight->now_ms);

    if (act->sight->axis.chosen)
        about_ms = act->sight->axis.cursor_ms;
    return moved(act, range_zoom(range, in ? 0.5 : 2, about_ms, act->sight->now_ms),
                 in ? "this is as close as it gets" : "this is as far as it gets");
}

reaction_set step_live(struct act *act)
{
    bool live = act->state->range.mode == RANGE_LIVE && !act->state->range.back;

    if (live)
        state_tell(act->state, "it is live already");
    range_go_live(&act->state->range);
    return REACTION_ANEW;
}

const char *live_hint(const struct ui_state *state)
{
    return state->range.back ? action_info(ACTION_LIVE)->hint : NULL;
}

reaction_set step_look_at(struct act *act, int64_t time_ms)
{
    range_look_at(&act->state->range, time_ms, act->sight->now_ms);
    return REACTION_ANEW;
}

reaction_set step_look_at_typed(struct act *act, const char *text)
{
    struct prompt *prompt = &act->state->prompt;
    int64_t now_ms = act->sight->now_ms;
    struct error error;
    int64_t time_ms;

    if (!timestamp_parse(text, now_ms, act->state->choices.zone, &time_ms, &error))
        prompt_tell(prompt, "%s", error.text);
    else if (time_ms > range_moment(&act->state->range, now_ms))
        prompt_tell(prompt, "that is still to come");
    else if (time_ms <= 0)
        prompt_tell(prompt, "that is before 1970");
    else {
        prompt_close(prompt);
        return step_look_at(act, time_ms);
    }
    return REACTION_DRAW;
}

static reaction_set tell_comparison(struct act *act)
{
    const struct range *range = &act->state->range;
    char length[32];

    duration_format(range->compare_ms, length);
    if (range->compare_ms == 0)
        state_tell(act->state, "compared with nothing");
    else
        state_tell(act->state, "compared with %s before", length);
    return REACTION_ANEW;
}

reaction_set step_compare(struct act *act)
{
    range_next_comparison(&act->state->range);
    return tell_comparison(act);
}

reaction_set step_ask_comparison(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_comparison, "");
    return REACTION_DRAW;
}

reaction_set step_compare_typed(struct act *act, const char *text)
{
    struct prompt *prompt = &act->state->prompt;
    struct error error;
    int64_t compare_ms;

    if (!range_parse_comparison(text, &compare_ms, &error)) {
        prompt_tell(prompt, "%s", error.text);
        return REACTION_DRAW;
    }
    prompt_close(prompt);
    act->state->range.compare_ms = compare_ms;
    return tell_comparison(act);
}

static bool parse_time(struct act *act, const char *text, int64_t *time_ms)
{
    struct error error;

    if (timestamp_parse(text, act->sight->now_ms, act->state->choices.zone, time_ms, &error))
        return true;
    prompt_tell(&act->state->prompt, "%s", error.text);
    return false;
}

reaction_set step_since(struct act *act, const char *text)
{
    struct range *range = &act->state->range;
    int64_t end_ms = range_end(range, act->sight->now_ms);
    int64_t start_ms;

    if (!parse_time(act, text, &start_ms))
        return REACTION_DRAW;
    if (start_ms < 0 || start_ms > end_ms - MS_PER_SECOND) {
        prompt_tell(&act->state->prompt, "that is not before the end of what is looked at");
        return REACTION_DRAW;
    }
    return step_set_window(act, end_ms - start_ms);
}

reaction_set step_until(struct act *act, const char *text)
{
    struct range *range = &act->state->range;
    int64_t now_ms = act->sight->now_ms;
    int64_t end_ms;

    if (!parse_time(act, text, &end_ms))
        return REACTION_DRAW;
    if (end_ms > range_moment(range, now_ms)) {
        prompt_tell(&act->state->prompt, "that is still to come");
        return REACTION_DRAW;
    }
    return moved(act, range_pan(range, end_ms - range_end(range, now_ms), now_ms),
                 "it ends there already");
}

/* The cursor stays within the columns that are shown and have begun. */
reaction_set step_cursor(struct act *act)
{
    const struct axis *axis = &act->sight->axis;
    struct range *range = &act->state->range;
    bool back = act->action == ACTION_CURSOR_BACK;
    size_t cell = axis_cell(axis, axis->cursor_ms);
    size_t last = axis_cell(axis, range_end(range, act->sight->now_ms));

    if (axis->cells == 0)
        return moved(act, false, "there is nothing to read out");
    last = last < axis->cells ? last : axis->cells - 1;
    if (back && cell == 0)
        return moved(act, false, "the cursor is at the beginning; look earlier first");
    if (!back && cell >= last)
        return moved(act, false, "the cursor is at the end");
    range_point_at(range, axis_cell_range(axis, back ? cell - 1 : cell + 1).start_ms);
    return REACTION_DRAW;
}

/* Finds the nearest change of a column before the cursor, or after it. Where the cursor stands on a
 * change already, that is passed by. */
static bool find_turn(const struct act *act, size_t column, int64_t *turn_ms)
{
    const struct history *history = &act->sight->tenant->history;
    const struct axis *axis = &act->sight->axis;

    if (act->action == ACTION_NEXT_CHANGE)
        return trace_turn_after(history, column, TURN_SEVERITY, axis->cursor_ms, turn_ms);
    return trace_turn_before(history, column, TURN_SEVERITY, axis->cursor_ms + !axis->chosen,
                             turn_ms);
}

/* Finds the nearest change of the dimension that the screen is about; where it is about none, of
 * all of the tenant's. */
static bool find_nearest_turn(const struct act *act, int64_t *turn_ms)
{
    const struct place *place = stack_top(&act->state->stack);
    const struct tenant *tenant = act->sight->tenant;
    bool back = act->action == ACTION_PREVIOUS_CHANGE;
    int64_t own_ms;
    bool found = false;

    if (tenant == NULL || act->sight->axis.cells == 0)
        return false;
    if (place->screen->dimension != NULL)
        return find_turn(
            act, tenant_find_dimension(tenant, slice_of(stack_subject(&act->state->stack, place))),
            turn_ms);
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        if (!find_turn(act, i, &own_ms) || (found && (own_ms > *turn_ms) != back))
            continue;
        *turn_ms = own_ms;
        found = true;
    }
    return found;
}

reaction_set step_change(struct act *act)
{
    int64_t turn_ms;

    if (find_nearest_turn(act, &turn_ms))
        return step_look_at(act, turn_ms);
    return moved(act, false,
                 act->action == ACTION_PREVIOUS_CHANGE
                     ? "no earlier change is loaded; look earlier first"
                     : "no later change is loaded");
}
