/* Fleet: every tenant in one row, the worst first. */
#include "config.h"

#include "prompts.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "view/advice_line.h"
#include "view/bars.h"
#include "view/counts.h"
#include "view/fleet_columns.h"
#include "view/fleet_row.h"
#include "view/moment.h"
#include "view/nothing.h"
#include "view/panels.h"
#include "view/tenant_panels.h"
#include "view/told.h"
#include "view/watch_list.h"

#include <stdio.h>

#define SUMMARY_ROW 1
#define TITLE_ROW 2
#define FIRST_ROW 3
#define LAST_ROWS 2        /* status and keys */
#define TALL_ROWS 45       /* from here on there is always a pane */
#define PANE_LEAST_ROWS 12 /* less is not worth it */

/* Returns the first row below the list and the pane. */
static int body_end(const struct view *view)
{
    return view->frame->rows - LAST_ROWS - (fleet_is_told(view) ? 1 : 0);
}

/* The list needs as many lines as the fleet has tenants, whatever the filter, so that the pane does
 * not move while a filter is typed; on a tall screen it leaves some in any case. */
static int pane_rows(const struct view *view)
{
    int body = body_end(view) - FIRST_ROW;
    int list = view->listing->judgement->all.count < (size_t)body
                   ? (int)view->listing->judgement->all.count
                   : body;
    int pane = body - list - 1;

    if (view->frame->rows >= TALL_ROWS && pane < body * 2 / 5)
        pane = body * 2 / 5;
    return pane >= PANE_LEAST_ROWS ? pane : 0;
}

static size_t list_rows(const struct view *view)
{
    int body = body_end(view) - FIRST_ROW;
    int pane = pane_rows(view);

    if (pane > 0)
        body -= pane + 1;
    return body > 0 ? (size_t)body : 0;
}

/* Returns where a tenant stands, or listing->count; NULL stands for whoever is in the first row. */
static size_t row_of(const struct view *view, const char *name)
{
    return name == NULL ? 0 : places_find(view->tenants, listing_find(view->listing, name));
}

static const struct tenant_verdict *verdict_in(const struct listing *listing,
                                               const struct places *places, size_t row)
{
    return listing->rows[places_row(places, row)];
}

static void draw_rows(struct view *view, const struct column *columns)
{
    const struct listing *listing = view->listing;
    size_t selected = row_of(view, view->place->selected);
    size_t top = view->place->top;
    size_t rows = list_rows(view);

    for (size_t i = 0; i < rows && top + i < listing->count; i++) {
        int row = FIRST_ROW + (int)i;
        const struct tenant_verdict *verdict = verdict_in(listing, view->tenants, top + i);
        fleet_row_draw(view, row, columns, verdict);
        view_holds_until(view, verdict->holds.end_ms);
        if (top + i == selected)
            table_select(view->frame, row, &columns[FLEET_SPARK]);
    }
}

static const struct tenant_verdict *subject(const struct view *view, const struct place *place)
{
    size_t row = row_of(view, place->selected);

    return row < view->listing->count ? verdict_in(view->listing, view->tenants, row) : NULL;
}

/* Shows the selected tenant as its page does, as far as there is room. */
static void draw_pane(struct view *view, int first, int last)
{
    if (view->tenant == NULL)
        return;
    struct panels panels = panels_of_pane(view, first + 2, last);
    draw_tenant_heading(view, first);
    draw_advice(view, first + 1, 1, subject(view, view->place));
    draw_tenant_panels(view, &panels, 0);
}

static void draw(struct view *view)
{
    struct column columns[FLEET_COLUMNS];
    fleet_columns_lay_out(view, columns);
    draw_counts(view, SUMMARY_ROW, view->place->top, list_rows(view));
    fleet_columns_titles(view, TITLE_ROW, columns);
    if (view->listing->count > 0)
        draw_rows(view, columns);
    else
        draw_nothing(view, FIRST_ROW, body_end(view));
    int pane = pane_rows(view);
    if (pane > 0)
        draw_pane(view, body_end(view) - pane, body_end(view));
    if (fleet_is_told(view))
        draw_told(view, body_end(view));
}

/* Moving starts from the first row when the selected tenant is filtered out. */
static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    size_t row = row_of(view, place->selected);

    *extent = (struct extent){
        .rows = list_rows(view),
        .count = view->listing->count,
        .selected = row < view->listing->count ? row : 0,
    };
}

static void watch(const struct view *view, const struct place *place, struct watch_list *list)
{
    const struct listing *listing = view->listing;
    const struct tenant_verdict *selected = subject(view, place);
    size_t rows = list_rows(view);

    watch_add(list, selected != NULL ? selected->tenant : NULL);
    for (size_t i = 0; i < rows && place->top + i < listing->count; i++)
        watch_add(list, verdict_in(listing, view->tenants, place->top + i)->tenant);
}

/* Returns whether the pane shows something over time. */
static bool has_panels(const struct view *view)
{
    return pane_rows(view) > 0 && view->tenant != NULL && view->ranking->count > 0;
}

/* The panels of the pane, where it has some, show the same time as the sparklines. */
static struct axis_room axis(const struct view *view)
{
    struct axis_room sparks = fleet_columns_sparks(view);

    if (view->listing->count == 0)
        return (struct axis_room){0};
    return has_panels(view) ? tenant_panels_axis(view, sparks)
                            : axis_room_of_sparks(sparks, sparks.left);
}

/* Says how the selected tenant was at the cursor. */
static void read_out(struct view *view, struct pen *pen)
{
    if (view->tenant == NULL)
        return;
    pen_slice(pen, ROLE_TEXT, tenant_title(view->tenant));
    pen_gap(pen, 1);
    write_moment(view, pen);
}

/* The dimension that is told of the selected tenant. */
static const char *charted(const struct view *view)
{
    if (!has_panels(view))
        return NULL;
    const struct ranked_dimension *first = &view->ranking->rows[places_row(view->dimensions, 0)];
    return view->tenant->dimensions[first->verdict->dimension].name;
}

static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    place_select(place, verdict_in(sight->listing, sight->tenants, row)->tenant->name);
}

static reaction_set filter(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_filter, act->state->choices.filter);
    return REACTION_DRAW;
}

static reaction_set go_back(struct act *act)
{
    char quit[KEY_NAME_SIZE];

    if (step_stop_loading(act))
        return REACTION_ANEW;
    if (act->state->choices.filter[0] == '\0') {
        keymap_first(act->state->keymap, ACTION_QUIT, quit);
        state_tell(act->state, "this is the fleet; %s leaves driftop", quit);
        return REACTION_DRAW;
    }
    act->state->choices.filter[0] = '\0';
    return REACTION_ELSEWHERE;
}

static const char *back_hint(const struct ui_state *state)
{
    return state->choices.filter[0] != '\0' ? action_info(ACTION_BACK)->hint : NULL;
}

static reaction_set sort(struct act *act)
{
    choices_next_sort(&act->state->choices);
    return REACTION_ELSEWHERE;
}

static reaction_set reverse(struct act *act)
{
    act->state->choices.reversed = !act->state->choices.reversed;
    return REACTION_ELSEWHERE;
}

static reaction_set sort_now(struct act *act)
{
    state_tell(act->state, "sorted as of now");
    return REACTION_ELSEWHERE;
}

static const struct answer answers[] = {
    {ACTION_OPEN, step_open, NULL},  {ACTION_BACK, go_back, back_hint},
    {ACTION_FILTER, filter, NULL},   {ACTION_SORT, sort, NULL},
    {ACTION_REVERSE, reverse, NULL}, {ACTION_SORT_NOW, sort_now, NULL},
};

const struct screen screen_fleet = {
    .name = "fleet",
    .title = "the fleet",
    .deeper = "tenant",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .subject = subject,
    .watch = watch,
    .axis = axis,
    .read_out = read_out,
    .charted = charted,
    .select = select_row,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
