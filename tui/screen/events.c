/* Events: what happened to the fleet or to one tenant, newest first; Enter goes to the moment. */
#include "config.h"

#include "prompts.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "view/bars.h"
#include "view/event_table.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>

#define HEADING_ROW 1
#define TITLE_ROW 2
#define FIRST_ROW 3
#define LAST_ROWS 2  /* status and keys */
#define TALL_ROWS 20 /* from here on the selected event has two lines, and what is covered one */

static int selected_rows(const struct view *view)
{
    return view->frame->rows >= TALL_ROWS ? 2 : 1;
}

/* Returns the first row below the list. */
static int list_end(const struct view *view)
{
    bool tall = view->frame->rows >= TALL_ROWS;

    return view->frame->rows - LAST_ROWS - selected_rows(view) - (tall ? 1 : 0);
}

static size_t list_rows(const struct view *view)
{
    return list_end(view) > FIRST_ROW ? (size_t)(list_end(view) - FIRST_ROW) : 0;
}

static size_t row_of(const struct event_rows *events, const struct place *place)
{
    return place->selected != NULL ? event_rows_find(events, place->selected) : 0;
}

static void draw_none(struct view *view)
{
    const struct event_rows *events = view->events;
    struct pen pen = pen_at(view->frame, FIRST_ROW + 1, 2, view->frame->columns - 1);
    bool chosen =
        view->state->choices.events.degraded || view->state->choices.events.filter[0] != '\0';

    pen_text(&pen, ROLE_STRONG,
             events->gone ? "There is no such tenant any more."
             : chosen     ? "Nothing of that kind happened in this window."
                          : "Nothing happened in this window.");
    pen = pen_at(view->frame, FIRST_ROW + 2, 2, view->frame->columns - 1);
    pen_key(&pen, view, ACTION_EARLIER, " looks earlier, ");
    pen_key(&pen, view, ACTION_NEXT_WINDOW, " at a longer window.");
}

static void draw(struct view *view)
{
    struct event_rows *events = view->events;
    size_t top = view->place->top;
    size_t selected = row_of(events, view->place);

    draw_events_heading(view, HEADING_ROW, top, list_rows(view));
    draw_events_table(view, TITLE_ROW, list_rows(view), top, selected);
    if (view->frame->rows >= TALL_ROWS)
        draw_events_cover(view, list_end(view));
    events->top = top;
    events->top_key[0] = '\0';
    if (top < events->count)
        event_rows_key(events->rows[top], events->top_key);
    if (events->count == 0)
        draw_none(view);
    else
        draw_events_selected(view, view->frame->rows - LAST_ROWS - selected_rows(view),
                             selected_rows(view), selected);
}

/* Returns true for the events that are open last: others below would only tell other rows. */
static bool is_topmost(const struct view *view, const struct place *place)
{
    const struct stack *stack = &view->state->stack;
    size_t i = stack->count;

    while (stack->places[i - 1].screen != place->screen)
        i--;
    return &stack->places[i - 1] == place;
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    if (!is_topmost(view, place)) {
        *extent = (struct extent){.rows = 1, .count = place->top + 1, .selected = NO_ROW};
        return;
    }
    event_rows_make(view->events, view, place);
    size_t top = event_rows_top(view->events, place);
    *extent = (struct extent){
        .rows = list_rows(view),
        .count = view->events->count,
        .selected = row_of(view->events, place),
        .first_row = TITLE_ROW + 1,
        .shift = top > place->top ? top - place->top : 0,
    };
}

/* What is opened out of it is about the tenant, or about the dimension of the one it is about. */
static void select_row(const struct sight *sight, struct place *place, size_t row)
{
    const struct episode *episode = sight->events->rows[row];
    char key[EVENT_KEY_SIZE];

    event_rows_key(episode, key);
    place_select(place, key);
    if (episode->verdict == NULL)
        return;
    const struct tenant *tenant = episode->verdict->tenant;
    if (sight->events->tenant == NULL)
        place_about(place, tenant->name);
    else if (!event_is_whole(&episode->event))
        place_about(place, tenant->dimensions[episode->event.dimension].name);
}

/* Opens what it happened to. Where all of the tenant is meant that is open, it lies below. */
static void open_subject(struct act *act, const struct episode *episode)
{
    const struct tenant *tenant = episode->verdict->tenant;

    if (act->sight->events->tenant != NULL && event_is_whole(&episode->event)) {
        step_close(act);
        return;
    }
    if (act->sight->events->tenant == NULL) {
        step_show(act, stack_top(&act->state->stack)->screen->deeper);
        if (event_is_whole(&episode->event))
            return;
        place_select(stack_top(&act->state->stack),
                     tenant->dimensions[episode->event.dimension].name);
    }
    step_show(act, "dimension");
}

static reaction_set open_event(struct act *act)
{
    struct place *place = stack_top(&act->state->stack);
    const struct event_rows *events = act->sight->events;

    if (events->count == 0) {
        state_tell(act->state, "there is nothing to open");
        return REACTION_DRAW;
    }
    size_t row = row_of(events, place);
    const struct episode *episode = events->rows[row];
    if (episode->verdict == NULL) {
        state_tell(act->state, "the source was away: there is nothing to open");
        return REACTION_DRAW;
    }
    if (act->state->stack.count + 2 > STACK_LIMIT) {
        state_tell(act->state, "too many screens are open");
        return REACTION_DRAW;
    }
    select_row(act->sight, place, row);
    int64_t time_ms = episode->time_ms;
    open_subject(act, episode);
    return REACTION_ELSEWHERE | step_look_at(act, time_ms);
}

/* What was typed is about this look at them. */
static reaction_set go_back(struct act *act)
{
    act->state->choices.events.filter[0] = '\0';
    return step_stop_loading(act) ? REACTION_ANEW : step_close(act);
}

static reaction_set filter(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_events_filter, act->state->choices.events.filter);
    return REACTION_DRAW;
}

/* With other rows one begins at the newest again. */
static reaction_set list_anew(struct act *act)
{
    struct place *place = stack_top(&act->state->stack);

    place_select(place, NULL);
    place->top = 0;
    return REACTION_ANEW;
}

static reaction_set only_degraded(struct act *act)
{
    struct event_choices *choices = &act->state->choices.events;

    choices->degraded = !choices->degraded;
    state_tell(act->state, "%s",
               choices->degraded ? "only what was degraded is listed" : "all is listed");
    return list_anew(act);
}

static const char *degraded_hint(const struct ui_state *state)
{
    return state->choices.events.degraded ? "all" : "only degraded";
}

static reaction_set each_change(struct act *act)
{
    struct event_choices *choices = &act->state->choices.events;

    choices->each = !choices->each;
    state_tell(act->state, "%s",
               choices->each ? "each change stands for itself" : "an incident is one line");
    return list_anew(act);
}

static const char *each_hint(const struct ui_state *state)
{
    return state->choices.events.each ? "incidents" : "each change";
}

static reaction_set to_bad(struct act *act)
{
    struct place *place = stack_top(&act->state->stack);
    const struct event_rows *events = act->sight->events;
    bool older = act->action == ACTION_PREVIOUS_CHANGE;
    size_t row = event_rows_bad(events, row_of(events, place), older);

    if (row == events->count) {
        state_tell(act->state, "%s",
                   older ? "no earlier incident is listed; look earlier first"
                         : "no later incident is listed");
        return REACTION_DRAW;
    }
    select_row(act->sight, place, row);
    return REACTION_ANEW;
}

static const char *bad_hint(const struct ui_state *state)
{
    (void)state;
    return "incident";
}

static reaction_set stay(struct act *act)
{
    state_tell(act->state, "these are the events");
    return REACTION_DRAW;
}

static const char *no_hint(const struct ui_state *state)
{
    (void)state;
    return NULL;
}

static const struct answer answers[] = {
    {ACTION_OPEN, open_event, NULL},
    {ACTION_BACK, go_back, NULL},
    {ACTION_FILTER, filter, NULL},
    {ACTION_RAW, each_change, each_hint},
    {ACTION_ONLY_DEGRADED, only_degraded, degraded_hint},
    {ACTION_PREVIOUS_CHANGE, to_bad, bad_hint},
    {ACTION_NEXT_CHANGE, to_bad, no_hint},
    {ACTION_EARLIER, step_pan, NULL},
    {ACTION_EVENTS, stay, no_hint},
};

const struct screen screen_events = {
    .name = "events",
    .title = "the events",
    .deeper = "tenant",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .select = select_row,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
