/* What is pointed at, and what comes of that. */
#include "config.h"

#include "dashboard_private.h"

#include "page.h"
#include "prompts.h"
#include "screen/answers.h"
#include "screen/steps.h"

#define BUTTON_LEFT 0
#define WHEEL_UP 64
#define WHEEL_DOWN 65

/* Does what a key would that is bound to the action. */
static reaction_set act_on(struct dashboard *dashboard, enum action action)
{
    struct ui_state *state = &dashboard->state;
    const struct answer *answer = answer_find(stack_top(&state->stack)->screen, action);
    struct act act = {.state = state, .sight = &dashboard->sight, .action = action};

    return answer != NULL ? answer->run(&act) : 0;
}

/* Returns the row of the list that is there; NO_ROW: none. */
static size_t row_at(struct dashboard *dashboard, int row)
{
    struct stack *stack = &dashboard->state.stack;
    const struct place *place = stack_top(stack);
    const struct extent *extent = &dashboard->sight.extents[stack->count - 1];

    if (extent->first_row == 0 || row < extent->first_row)
        return NO_ROW;
    size_t at = (size_t)(row - extent->first_row);
    if (at >= extent->rows || place->top + at >= extent->count)
        return NO_ROW;
    return place->top + at;
}

static bool is_selected(const struct dashboard *dashboard, size_t row)
{
    return dashboard->sight.extents[dashboard->state.stack.count - 1].selected == row;
}

static reaction_set select_row(struct dashboard *dashboard, size_t row)
{
    struct place *place = stack_top(&dashboard->state.stack);

    if (!is_selected(dashboard, row))
        place->screen->select(&dashboard->sight, place, row);
    return REACTION_ANEW;
}

/* Puts the cursor where time is pointed at, as far as that has begun; above a list are titles. */
static reaction_set take_time(struct dashboard *dashboard, int row, int column)
{
    struct range *range = &dashboard->state.range;
    const struct axis *axis = &dashboard->sight.axis;
    int first_row = dashboard->sight.extents[dashboard->state.stack.count - 1].first_row;
    bool inside = row > 0 && row >= first_row && row < dashboard->frame.rows - PAGE_FOOT_ROWS &&
                  column >= axis->left && column < axis->left + (int)axis->cells;

    if (!inside)
        return 0;
    int64_t time_ms = axis_cell_range(axis, (size_t)(column - axis->left)).start_ms;
    if (time_ms > range_end(range, dashboard->sight.now_ms))
        return 0;
    range_point_at(range, time_ms);
    return REACTION_DRAW;
}

/* Selects a row, and opens one that is selected already; where it shows time, that is looked at. */
static reaction_set take_place(struct dashboard *dashboard, int row, int column)
{
    const struct screen *screen = stack_top(&dashboard->state.stack)->screen;
    size_t listed = screen->select != NULL ? row_at(dashboard, row) : NO_ROW;
    reaction_set reactions = take_time(dashboard, row, column);

    if (listed == NO_ROW)
        return reactions;
    if (reactions == 0 && is_selected(dashboard, listed))
        return act_on(dashboard, ACTION_OPEN);
    return select_row(dashboard, listed);
}

static reaction_set take_click(struct dashboard *dashboard, int row, int column)
{
    struct ui_state *state = &dashboard->state;
    struct hit hit = hits_find(&dashboard->hits, row, column);
    struct act act = {.state = state, .sight = &dashboard->sight};

    if (hit.kind == HIT_KEY)
        return dashboard_take_key(dashboard, hit.key);
    if (state->prompt.rules != NULL)
        return 0;
    state->notice[0] = '\0';
    if (hit.kind == HIT_SORT)
        return state->choices.sort == hit.sort ? act_on(dashboard, ACTION_REVERSE)
                                               : step_sort(&act, hit.sort);
    return take_place(dashboard, row, column);
}

reaction_set dashboard_take_mouse(struct dashboard *dashboard, const struct input_event *event)
{
    struct ui_state *state = &dashboard->state;

    if (!state->choices.mouse || !event->pressed)
        return 0;
    if (event->button == BUTTON_LEFT)
        return take_click(dashboard, event->row, event->column);
    if (state->prompt.rules != NULL || (event->button != WHEEL_UP && event->button != WHEEL_DOWN))
        return 0;
    state->notice[0] = '\0';
    return act_on(dashboard, event->button == WHEEL_UP ? ACTION_UP : ACTION_DOWN);
}
