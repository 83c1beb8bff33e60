#include "config.h"

#include "screen/time_steps.h"

#include "base/duration.h"
#include "drift/trace.h"
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

    if (act->sight->axis.cells > 0 && range->cursor_ms != 0)
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
    range->cursor_ms = axis_cell_range(axis, back ? cell - 1 : cell + 1).start_ms;
    return REACTION_DRAW;
}

reaction_set step_change(struct act *act)
{
    struct stack *stack = &act->state->stack;
    const struct tenant *tenant = act->sight->tenant;
    const char *name = stack_subject(stack, stack_top(stack));
    bool back = act->action == ACTION_PREVIOUS_CHANGE;
    int64_t turn_ms;
    bool found = false;

    if (tenant != NULL && name != NULL && act->sight->axis.cells > 0) {
        size_t column = tenant_find_dimension(tenant, slice_of(name));
        int64_t from_ms = act->sight->axis.cursor_ms;
        found =
            back ? trace_turn_before(&tenant->history, column, TURN_SEVERITY, from_ms + 1, &turn_ms)
                 : trace_turn_after(&tenant->history, column, TURN_SEVERITY, from_ms, &turn_ms);
        if (found && back && turn_ms == act->state->range.cursor_ms)
            found = trace_turn_before(&tenant->history, column, TURN_SEVERITY, from_ms, &turn_ms);
    }
    if (found)
        return step_look_at(act, turn_ms);
    return moved(act, false,
                 back ? "no earlier change is loaded; look earlier first"
                      : "no later change is loaded");
}
