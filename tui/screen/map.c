/* Map: every tenant that is listed against time, as a whole or by one dimension. */
#include "config.h"

#include "screen/screens.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "view/bars.h"
#include "view/heat_map.h"
#include "view/heat_moment.h"
#include "view/nothing.h"
#include "view/watch_list.h"

#include <stdio.h>
#include <string.h>

#define LAST_ROWS 2

/* Returns where the selected tenant stands; the first row, where it is not listed. */
static size_t selected_row(const struct view *view, const struct place *place)
{
    size_t row = place->selected == NULL
                     ? 0
                     : places_find(view->tenants, listing_find(view->listing, place->selected));

    return row < view->listing->count ? row : 0;
}

static void draw(struct view *view)
{
    struct heat_map map = heat_map_of_fleet(view, view->place->top);

    heat_map_draw(view, &map, selected_row(view, view->place));
    if (map.count == 0)
        draw_nothing(view, HEAT_MAP_FIRST_ROW, view->frame->rows - LAST_ROWS);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    struct heat_map map = heat_map_of_fleet(view, place->top);

    *extent = (struct extent){.rows = heat_map_rows(view, &map),
                              .count = map.count,
                              .selected = selected_row(view, place),
                              .first_row = HEAT_MAP_FIRST_ROW};
}

static const struct tenant_verdict *subject(const struct view *view, const struct place *place)
{
    return view->listing->count > 0
               ? view->listing->rows[places_row(view->tenants, selected_row(view, place))]
               : NULL;
}

static void watch(const struct view *view, const struct place *place, struct watch_list *list)
{
    struct heat_map map = heat_map_of_fleet(view, place->top);
    size_t shown = heat_map_shown(view, &map);

    for (size_t i = 0; i < shown; i++)
        watch_add(list, heat_map_row(view, &map, i).tenant->tenant);
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    place_select(place, sight->listing->rows[places_row(sight->tenants, row)]->tenant->name);
}

static struct axis_room axis(const struct view *view)
{
    return view->listing->count > 0 ? heat_map_room(view) : (struct axis_room){0};
}

static void read_out(struct view *view, struct pen *pen)
{
    struct heat_map map = heat_map_of_fleet(view, view->place->top);

    heat_moment_read_out(view, pen, &map);
}

/* Returns the row of the chosen dimension among those of the selected tenant; their number where it
 * is none of them. */
static size_t chosen_row(const struct act *act)
{
    const struct ranking *ranking = act->sight->ranking;
    size_t row = 0;

    while (row < ranking->count &&
           strcmp(act->sight->tenant
                      ->dimensions[ranking->rows[places_row(act->sight->dimensions, row)]
                                       .verdict->dimension]
                      .name,
                  act->state->choices.dimension) != 0)
        row++;
    return row;
}

/* From all to each dimension of the selected tenant, the worst first, and back to all. */
static reaction_set choose_dimension(struct act *act)
{
    const struct ranking *ranking = act->sight->ranking;
    char *chosen = act->state->choices.dimension;
    size_t row = chosen[0] != '\0' && act->sight->tenant != NULL ? chosen_row(act) + 1 : 0;

    if (act->sight->tenant == NULL || row >= ranking->count) {
        state_tell(act->state, chosen[0] != '\0' ? "all dimensions" : "there is no dimension");
        chosen[0] = '\0';
        return REACTION_DRAW;
    }
    size_t dimension = ranking->rows[places_row(act->sight->dimensions, row)].verdict->dimension;
    snprintf(chosen, DIMENSION_CHOICE_SIZE, "%s", act->sight->tenant->dimensions[dimension].name);
    return REACTION_DRAW;
}

/* All dimensions again; and where this screen was opened from one of them, back to that. */
static reaction_set go_back(struct act *act)
{
    bool chosen = act->state->choices.dimension[0] != '\0';

    if (step_stop_loading(act))
        return REACTION_ANEW;
    act->state->choices.dimension[0] = '\0';
    return chosen && act->state->stack.count == 2 ? REACTION_DRAW : step_close(act);
}

/* Esc says the same. */
static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},
    {ACTION_BACK, go_back, NULL},
    {ACTION_DIMENSION, choose_dimension, NULL},
    {ACTION_MAP, step_close, no_hint},
    {ACTION_EARLIER, step_pan, NULL},
    {ACTION_CURSOR_BACK, step_cursor, NULL},
};

const struct screen screen_map = {
    .name = "map",
    .title = "the map",
    .deeper = "tenant",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .subject = subject,
    .watch = watch,
    .axis = axis,
    .read_out = read_out,
    .select = select_row,
    .lists_tenants = true,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
