#include "config.h"

#include "screen/steps.h"

#include "base/duration.h"
#include "base/memory.h"
#include "screen/screens.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

reaction_set step_show(struct act *act, const char *name)
{
    const struct screen *screen = screen_find(name);

    if (!stack_push(&act->state->stack, screen))
        state_tell(act->state, "too many screens are open");
    else if (screen->begin != NULL)
        screen->begin(act->sight, stack_top(&act->state->stack));
    return REACTION_ELSEWHERE;
}

static const struct extent *extent_of(const struct act *act, const struct place *place)
{
    return &act->sight->extents[place - act->state->stack.places];
}

reaction_set step_open(struct act *act)
{
    struct place *place = stack_top(&act->state->stack);
    const struct extent *extent = extent_of(act, place);

    if (extent->count == 0) {
        state_tell(act->state, "there is nothing to open");
        return REACTION_DRAW;
    }
    if (place->screen->select != NULL)
        place->screen->select(act->sight, place, extent->selected);
    return step_show(act, place->screen->deeper);
}

reaction_set step_open_tenant(struct act *act, const char *name)
{
    struct stack *stack = &act->state->stack;

    stack_unwind(stack);
    place_select(stack_top(stack), name);
    return step_show(act, stack_top(stack)->screen->deeper);
}

reaction_set step_map(struct act *act)
{
    struct stack *stack = &act->state->stack;
    const struct place *place = stack_top(stack);
    bool inside = stack->count > 1 && !place->screen->lists_tenants && act->sight->tenant != NULL;
    bool of_tenant = inside || act->action == ACTION_TENANT_MAP;
    const char *selected =
        place->screen->dimension != NULL ? stack_subject(stack, place) : place->selected;
    reaction_set reactions = step_show(act, of_tenant ? "tenant_map" : "map");

    if (inside == of_tenant)
        place_select(stack_top(stack), selected);
    return reactions;
}

/* Goes `step` rows on in the screen below, round and round, to the first that is about another one:
 * several rows may be about the same, or about none. Returns false where there is no other. */
static bool select_other(struct act *act, struct place *below, size_t step)
{
    const struct extent *extent = extent_of(act, below);
    const char *subject = stack_subject(&act->state->stack, below + 1);
    char *before = mem_strdup(subject != NULL ? subject : "");
    size_t row = extent->selected;
    bool same = true;

    while (same && row < extent->count) {
        row = (row + step) % extent->count;
        below->screen->select(act->sight, below, row);
        subject = stack_subject(&act->state->stack, below + 1);
        same = subject != NULL && strcmp(subject, before) == 0;
        if (row == extent->selected)
            break;
    }
    free(before);
    return !same;
}

static reaction_set show_neighbour(struct act *act, size_t step)
{
    struct place *place = stack_top(&act->state->stack);
    struct place *below = stack_below(&act->state->stack, place);
    const struct extent *extent = extent_of(act, below);

    if (extent->count == 0 || !select_other(act, below, step))
        state_tell(act->state, "there is no other one");
    if (extent->count == 0)
        return REACTION_DRAW;
    place->top = 0;
    place_select(place, NULL);
    return REACTION_ANEW;
}

reaction_set step_next(struct act *act)
{
    return show_neighbour(act, 1);
}

reaction_set step_previous(struct act *act)
{
    struct stack *stack = &act->state->stack;

    return show_neighbour(act, extent_of(act, stack_below(stack, stack_top(stack)))->count - 1);
}

reaction_set step_close(struct act *act)
{
    stack_pop(&act->state->stack);
    return REACTION_ELSEWHERE;
}

bool step_stop_loading(struct act *act)
{
    return act->sight->loading && range_return(&act->state->range);
}

/* Returns where a move leads that starts at the row `from`; beyond the last row means to the last.
 */
static size_t moved(enum action action, size_t from, const struct extent *extent)
{
    size_t page = extent->rows > 1 ? extent->rows - 1 : 1;

    switch (action) {
    case ACTION_UP:
        return from > 0 ? from - 1 : 0;
    case ACTION_PAGE_UP:
        return from > page ? from - page : 0;
    case ACTION_FIRST:
        return 0;
    case ACTION_DOWN:
        return from + 1;
    case ACTION_PAGE_DOWN:
        return from + page;
    default:
        return SIZE_MAX;
    }
}

static size_t at_most(size_t row, size_t last)
{
    return row < last ? row : last;
}

/* The first row is whoever comes to stand there. */
static void select_row(const struct act *act, struct place *place, size_t row)
{
    if (act->action == ACTION_FIRST)
        place_select(place, NULL);
    else
        place->screen->select(act->sight, place, row);
}

static bool is_upward(enum action action)
{
    return action == ACTION_UP || action == ACTION_PAGE_UP || action == ACTION_FIRST;
}

reaction_set step_move(struct act *act)
{
    struct place *place = stack_top(&act->state->stack);
    const struct extent *extent = extent_of(act, place);
    bool selects = place->screen->select != NULL;
    size_t rows = selects ? 1 : extent->rows;
    size_t last = extent->count > rows ? extent->count - rows : 0;
    size_t from = selects ? extent->selected : place->top;
    size_t to = at_most(moved(act->action, from, extent), last);

    if (to == from)
        state_tell(act->state, "this is the %s row", is_upward(act->action) ? "first" : "last");
    if (!selects)
        place->top = to;
    else if (extent->count > 0)
        select_row(act, place, to);
    return REACTION_ANEW;
}

reaction_set step_mark(struct act *act)
{
    struct marks *marks = &act->state->choices.marks;
    const struct tenant *tenant = act->sight->tenant;

    if (tenant == NULL) {
        state_tell(act->state, "there is no tenant to mark");
        return REACTION_DRAW;
    }
    bool marked = marks_toggle(marks, tenant->name);
    state_tell(act->state, "%s; %zu marked", marked ? "marked" : "no longer marked", marks->count);
    return act->state->choices.only_marked ? REACTION_ELSEWHERE : REACTION_DRAW;
}

reaction_set step_only_marked(struct act *act)
{
    struct choices *choices = &act->state->choices;
    char key[KEY_NAME_SIZE];

    if (choices->marks.count == 0 && !choices->only_marked) {
        keymap_first(act->state->keymap, ACTION_MARK, key);
        state_tell(act->state, "no tenant is marked; %s marks one", key);
        return REACTION_DRAW;
    }
    choices->only_marked = !choices->only_marked;
    state_tell(act->state, choices->only_marked ? "only the marked" : "all, marked or not");
    return REACTION_ELSEWHERE;
}

reaction_set step_sort(struct act *act, enum sort sort)
{
    act->state->choices.sort = sort;
    act->state->choices.reversed = false;
    return REACTION_ELSEWHERE;
}

reaction_set step_save(struct act *act, const char *name)
{
    snprintf(act->state->save_as, sizeof(act->state->save_as), "%s", name);
    return REACTION_DRAW | REACTION_SAVE;
}

reaction_set step_set_window(struct act *act, int64_t length_ms)
{
    char length[32];

    if (range_set_length(&act->state->range, length_ms))
        return REACTION_ANEW;
    duration_format(length_ms, length);
    state_tell(act->state, "the window is %s already", length);
    return REACTION_DRAW;
}
