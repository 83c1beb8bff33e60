/* Tenant map: the dimensions of one tenant against time. Which tenant that is, the screen below
 * says. */
#include "config.h"

#include "screen/screens.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "view/bars.h"
#include "view/heat_map.h"
#include "view/heat_moment.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <string.h>

#define FIRST_ROW 2

static const struct tenant_verdict *verdict_of_tenant(const struct view *view)
{
    return view->tenant != NULL
               ? judgement_find(view->listing->judgement, tenant_name(view->tenant))
               : NULL;
}

static struct heat_map map_of(const struct view *view, const struct place *place)
{
    return heat_map_of_tenant(view, verdict_of_tenant(view), place->top);
}

/* Returns where the selected dimension stands; the first row, where it is gone. */
static size_t selected_row(const struct view *view, const struct place *place)
{
    const struct ranking *ranking = view->ranking;

    for (size_t i = 0; place->selected != NULL && view->tenant != NULL && i < ranking->count; i++) {
        size_t dimension = ranking->rows[i].verdict->dimension;
        if (strcmp(view->tenant->dimensions[dimension].name, place->selected) == 0)
            return places_find(view->dimensions, i);
    }
    return 0;
}

static void draw_gone(struct view *view)
{
    struct pen pen = pen_at(view->frame, FIRST_ROW, 2, view->frame->columns - 1);

    pen_text(&pen, ROLE_STRONG,
             view->tenant == NULL ? "There is no such tenant." : "There is no dimension yet.");
    pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);
    pen_key(&pen, view, ACTION_BACK, " goes back.");
}

static void draw(struct view *view)
{
    struct heat_map map = map_of(view, view->place);

    if (map.of == NULL || map.count == 0)
        draw_gone(view);
    else
        heat_map_draw(view, &map, selected_row(view, view->place));
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    struct heat_map map = map_of(view, place);

    *extent = (struct extent){.rows = heat_map_rows(view, &map),
                              .count = map.count,
                              .selected = selected_row(view, place),
                              .first_row = HEAT_MAP_FIRST_ROW};
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    size_t dimension = sight->ranking->rows[places_row(sight->dimensions, row)].verdict->dimension;

    place_select(place, sight->tenant->dimensions[dimension].name);
}

static struct axis_room axis(const struct view *view)
{
    return view->ranking->count > 0 ? heat_map_room(view) : (struct axis_room){0};
}

static void read_out(struct view *view, struct pen *pen)
{
    struct heat_map map = map_of(view, view->place);

    if (map.of != NULL)
        heat_moment_read_out(view, pen, &map);
}

/* The selected dimension over all tenants, with this one selected: is it one or all? */
static reaction_set show_dimension(struct act *act)
{
    struct stack *stack = &act->state->stack;
    const struct extent *extent = &act->sight->extents[stack->count - 1];

    if (extent->count == 0) {
        state_tell(act->state, "there is no dimension");
        return REACTION_DRAW;
    }
    select_row(act->sight, stack_top(stack), extent->selected);
    snprintf(act->state->choices.dimension, DIMENSION_CHOICE_SIZE, "%s",
             stack_top(stack)->selected);
    reaction_set reactions = step_show(act, "map");
    place_select(stack_top(stack), act->sight->tenant->name);
    return reactions;
}

static const char *dimension_hint(const struct ui_state *state)
{
    (void)state;
    return "in all tenants";
}

/* Esc says the same. */
static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},    {ACTION_DIMENSION, show_dimension, dimension_hint},
    {ACTION_MAP, step_close, no_hint}, {ACTION_TENANT_MAP, step_close, no_hint},
    {ACTION_EARLIER, step_pan, NULL},  {ACTION_CURSOR_BACK, step_cursor, NULL},
};

const struct screen screen_tenant_map = {
    .name = "tenant_map",
    .title = "a tenant's map",
    .deeper = "dimension",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .axis = axis,
    .read_out = read_out,
    .select = select_row,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
