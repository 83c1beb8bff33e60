#include "config.h"

#include "dashboard_private.h"

#include "screen/screen.h"
#include "view/report_row.h"

/* Returns what the topmost screen that is about a tenant says. */
static const struct tenant_verdict *subject(const struct view *view)
{
    const struct stack *stack = &view->state->stack;

    for (size_t i = stack->count; i > 0; i--) {
        const struct place *place = &stack->places[i - 1];
        if (place->screen->subject != NULL)
            return place->screen->subject(view, place);
    }
    return NULL;
}

/* Lists the tenants that are looked at, those of the topmost screen first; returns how many these
 * are. */
static size_t list_watched(const struct view *view, struct watch_list *list)
{
    const struct stack *stack = &view->state->stack;
    size_t topmost = 0;
    bool first = true;

    watch_clear(list);
    for (size_t i = stack->count; i > 0; i--) {
        const struct place *place = &stack->places[i - 1];
        if (place->screen->watch == NULL)
            continue;
        place->screen->watch(view, place, list);
        topmost = first ? list->count : topmost;
        first = false;
    }
    return topmost;
}

/* Returns true while one of the tenants is not known back to where the window begins. */
static bool is_loading(const struct view *view, const struct watch_list *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct tenant *tenant = list->tenants[i];
        if (!tenant->failed && view_known_since(view, tenant) > view->window.start_ms)
            return true;
    }
    return false;
}

/* Notes the report that the screen on top looks at, and those beside it. */
static void see_report(const struct view *view, struct sight *sight)
{
    const struct screen *screen = view->place->screen;

    sight->report =
        screen->report != NULL ? screen->report(view, view->place) : report_row_newest(view);
    struct report_row row = report_row_find(view, sight->report);
    sight->older = row.has_older ? row.older : STREAM_ID_MIN;
    sight->newer = row.has_newer ? row.newer : STREAM_ID_MIN;
    sight->originals = view->originals;
}

/* Lists the entries that the topmost screen looks at that looks at any. */
static void list_fetched(struct dashboard *dashboard, const struct view *view)
{
    const struct stack *stack = &view->state->stack;

    dashboard->wish_count = 0;
    for (size_t i = stack->count; i > 0 && dashboard->wish_count == 0; i--) {
        const struct place *place = &stack->places[i - 1];
        if (place->screen->fetch != NULL)
            dashboard->wish_count = place->screen->fetch(view, place, dashboard->wishes);
    }
}

/* What was found is news until its page was looked at. */
static void note_seen(struct ui_state *state, const struct view *view)
{
    if (view->place->screen->shows_checkup)
        state->findings_seen_ms = view->checkup->made_ms;
}

/* Takes in what there is to see, and fits the state to it. */
static void take_sight(struct dashboard *dashboard, struct view *view)
{
    const struct stack *stack = &dashboard->state.stack;
    struct sight *sight = &dashboard->sight;

    sight->listing = view->listing;
    sight->together = view->together;
    sight->tenants = view->tenants;
    sight->ranking = view->ranking;
    sight->tenant = view->tenant;
    sight->dimensions = view->dimensions;
    sight->checkup = view->checkup;
    sight->events = view->events;
    sight->axis = view->axis;
    sight->now_ms = view->now_ms;
    sight->own_ms = view->own_now_ms;
    for (size_t i = 0; i < stack->count; i++)
        stack->places[i].screen->measure(view, &stack->places[i], &sight->extents[i]);
    see_report(view, sight);
    list_fetched(dashboard, view);
    size_t topmost = list_watched(view, &dashboard->watched);
    sight->loading = is_loading(view, &dashboard->watched, topmost);
    note_seen(&dashboard->state, view);
    state_settle(&dashboard->state, sight);
    list_watched(view, &dashboard->watched);
    dashboard->seen = true;
}

/* Returns the dimension of which there is to be a portrait; NULL for none. */
static const char *portrayed(const struct view *view)
{
    const struct screen *screen = view->place->screen;

    if (screen->dimension != NULL)
        return screen->dimension(view);
    return screen->charted != NULL ? screen->charted(view) : NULL;
}

/* Makes the portrait of the time that is compared with: the same columns, so much earlier. */
static void look_at_compared(struct view *view, const char *name)
{
    int64_t before_ms = view->state->range.compare_ms;
    bool compares = view->place->screen->compares && before_ms > 0;
    struct view earlier = *view;

    earlier.window = range_compared(&view->state->range, view->now_ms);
    earlier.axis.grid.start_ms -= before_ms;
    portrait_make(view->compared, &earlier, compares ? name : NULL);
}

/* Finds the axis of the screen on top, the dimension that it shows, and where the cursor is. */
static void look_at_time(struct view *view)
{
    const struct screen *screen = view->place->screen;
    struct axis_room room = screen->axis != NULL ? screen->axis(view) : (struct axis_room){0};

    const char *name = portrayed(view);

    view->axis = view_axis(view, room);
    portrait_make(view->portrait, view, name);
    if (view->portrait->column != DIMENSION_NONE)
        portrait_cursor(view->portrait, view, &view->axis);
    else if (screen->dimension != NULL)
        view->axis = (struct axis){0};
    look_at_compared(view, name);
}

/* Where nobody examines. */
static const struct checkup no_checkup = {.unable = "There is no Redis to examine."};

struct view dashboard_look(struct dashboard *dashboard, struct dashboard_clock clock)
{
    const struct dashboard_setup *setup = &dashboard->setup;
    const struct choices *choices = &dashboard->state.choices;

    dashboard->frame.ascii = choices->ascii;
    dashboard->frame.ellipsis = choices->ascii ? '~' : choices->glyphs->ellipsis;
    dashboard_judge(dashboard, clock);
    dashboard_place_tenants(dashboard, clock.own_ms);
    struct view view = {
        .frame = &dashboard->frame,
        .hits = &dashboard->hits,
        .state = &dashboard->state,
        .place = stack_top(&dashboard->state.stack),
        .status = setup->status,
        .source = setup->source,
        .options = setup->options,
        .looked_for = setup->looked_for,
        .rules = setup->rules,
        .directions = setup->directions,
        .listing = &dashboard->listing,
        .together = &dashboard->together,
        .ranking = &dashboard->ranking,
        .tenants = &dashboard->tenants,
        .dimensions = &dashboard->dimensions,
        .originals = setup->originals,
        .sparks = &dashboard->sparks,
        .heats = &dashboard->heats,
        .portrait = &dashboard->portrait,
        .compared = &dashboard->compared,
        .past = &dashboard->past,
        .checkup = setup->checkup != NULL ? setup->checkup : &no_checkup,
        .events = &dashboard->events,
        .window = dashboard->window,
        .now_ms = clock.now_ms,
        .own_now_ms = clock.own_ms,
        .recorded = clock.recorded,
        .refresh_ms = setup->refresh_ms,
        .glyphs = choices->glyphs,
        .next_change_ms = INT64_MAX,
    };

    outages_note(&dashboard->events.outages, setup->status, clock.now_ms, clock.own_ms);
    const struct tenant_verdict *verdict = subject(&view);
    view.tenant = verdict != NULL ? verdict->tenant : NULL;
    ranking_make(&dashboard->ranking, verdict, view.window);
    attention_rank(&dashboard->state.attention, view.tenant, &dashboard->ranking);
    dashboard_place_dimensions(dashboard, verdict, clock.own_ms);
    look_at_time(&view);
    take_sight(dashboard, &view);
    return view;
}
