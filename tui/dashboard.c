#include "config.h"

#include "dashboard.h"

#include "base/duration.h"
#include "base/memory.h"
#include "page.h"
#include "prompts.h"
#include "screen/answers.h"
#include "screen/screens.h"
#include "view/report_row.h"

#include <stdlib.h>

/* A window is loaded with this part of itself more: its sparkline begins at a round time, and it is
 * not to be loaded anew with every tick of the clock. */
#define LOAD_MARGIN 16

void dashboard_init(struct dashboard *dashboard, const struct dashboard_setup *setup)
{
    *dashboard = (struct dashboard){.setup = *setup};
    dashboard->frame.ellipsis = setup->ascii ? '~' : setup->glyphs->ellipsis;
    dashboard->frame.ascii = setup->ascii;
    state_init(&dashboard->state, screen_root(), setup->keymap, setup->range, setup->zone);
}

void dashboard_free(struct dashboard *dashboard)
{
    state_free(&dashboard->state);
    frame_free(&dashboard->frame);
    listing_free(&dashboard->listing);
    judgement_free(&dashboard->judgement);
    ranking_free(&dashboard->ranking);
    places_free(&dashboard->tenants);
    places_free(&dashboard->dimensions);
    spark_memo_free(&dashboard->sparks);
    portrait_free(&dashboard->portrait);
    past_free(&dashboard->past);
    watch_free(&dashboard->watched);
}

/* Rows change places now and then, and not under a key; those of the fleet not at all while one of
 * its tenants is open. While the fleet is still being read its order says little as yet. */
static const struct places_rule calm_rule = {10 * MS_PER_SECOND, 5 * MS_PER_SECOND};
static const struct places_rule loading_rule = {0, 5 * MS_PER_SECOND};
static const struct places_rule frozen_rule = {PLACES_FROZEN, 0};

/* Returns the moment before which entries are judged. Live, all that is in the stream counts; a
 * view that stands is judged by what there was. A pause leaves what the screen had: also what was a
 * little ahead of the clock. */
static int64_t judged_until(const struct range *range, struct dashboard_clock clock)
{
    struct range judged = *range;

    judged.back = false;
    if (range->mode == RANGE_FIXED)
        return range->end_ms;
    if (range->mode == RANGE_PAUSED)
        return range_window(&judged, clock.now_ms).end_ms;
    return clock.recorded ? clock.now_ms : INT64_MAX;
}

/* Judges the fleet: that is, whoever has changed. */
static void judge(struct dashboard *dashboard, struct dashboard_clock clock)
{
    const struct fleet *fleet = dashboard->setup.fleet;
    const struct range *range = &dashboard->state.range;
    struct time_range window = range_window(range, clock.now_ms);
    const struct judge_moment moment = {.now_ms = range_moment(range, clock.now_ms),
                                        .until_ms = judged_until(range, clock),
                                        .rules = dashboard->setup.rules};
    struct listing_choice choice = choices_listing(&dashboard->state.choices);

    judgement_renew(&dashboard->judgement, fleet, &moment);
    listing_renew(&dashboard->listing, &dashboard->judgement, &choice);
    dashboard->window = window;
    dashboard->revision = fleet->changes.revision;
}

static uint64_t id_of_tenant(const void *context, size_t index)
{
    const struct listing *listing = context;

    return listing->rows[index]->number;
}

static uint64_t id_of_dimension(const void *context, size_t index)
{
    const struct ranking *ranking = context;

    return ranking->rows[index].verdict->dimension;
}

static bool is_at_top(const struct dashboard *dashboard)
{
    return dashboard->state.stack.count == 1;
}

static bool all_judged(const struct dashboard *dashboard)
{
    return dashboard->setup.status->discovered &&
           dashboard->judgement.by_state[STATE_UNJUDGED] == 0;
}

static const struct places_rule *rule_of_tenants(const struct dashboard *dashboard)
{
    if (!is_at_top(dashboard))
        return &frozen_rule;
    return dashboard->settled ? &calm_rule : &loading_rule;
}

/* Whether one is in the fleet or inside of it makes another owner: with each change of that, rows
 * take their places anew. */
static void place_tenants(struct dashboard *dashboard, int64_t now_ms)
{
    struct places_order order = {.owner = is_at_top(dashboard),
                                 .count = dashboard->listing.count,
                                 .row = id_of_tenant,
                                 .context = &dashboard->listing};

    dashboard->settled = dashboard->settled && all_judged(dashboard);
    places_arrange(&dashboard->tenants, rule_of_tenants(dashboard), &order, now_ms,
                   dashboard->key_ms);
    if (dashboard->tenants.taken_ms == now_ms)
        dashboard->settled = all_judged(dashboard);
}

static void place_dimensions(struct dashboard *dashboard, const struct tenant_verdict *verdict,
                             int64_t now_ms)
{
    struct places_order order = {.owner = verdict != NULL ? verdict->number : 0,
                                 .count = dashboard->ranking.count,
                                 .row = id_of_dimension,
                                 .context = &dashboard->ranking};

    places_arrange(&dashboard->dimensions, &calm_rule, &order, now_ms, dashboard->key_ms);
}

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

/* Takes in what there is to see, and fits the state to it. */
static void take_sight(struct dashboard *dashboard, struct view *view)
{
    const struct stack *stack = &dashboard->state.stack;
    struct sight *sight = &dashboard->sight;

    sight->listing = view->listing;
    sight->tenants = view->tenants;
    sight->ranking = view->ranking;
    sight->tenant = view->tenant;
    sight->dimensions = view->dimensions;
    sight->axis = view->portrait->axis;
    sight->now_ms = view->now_ms;
    for (size_t i = 0; i < stack->count; i++)
        stack->places[i].screen->measure(view, &stack->places[i], &sight->extents[i]);
    see_report(view, sight);
    list_fetched(dashboard, view);
    size_t topmost = list_watched(view, &dashboard->watched);
    sight->loading = is_loading(view, &dashboard->watched, topmost);
    state_settle(&dashboard->state, sight);
    list_watched(view, &dashboard->watched);
    dashboard->seen = true;
}

static void look_at_dimension(struct view *view)
{
    const struct screen *screen = view->place->screen;
    size_t cells = 0;
    const char *name = screen->dimension != NULL ? screen->dimension(view, &cells) : NULL;

    portrait_make(view->portrait, view, name, cells);
}

/* Judges the fleet and fits the state to it. Returns what the views need. */
static struct view look(struct dashboard *dashboard, struct dashboard_clock clock)
{
    const struct dashboard_setup *setup = &dashboard->setup;

    judge(dashboard, clock);
    place_tenants(dashboard, clock.own_ms);
    struct view view = {
        .frame = &dashboard->frame,
        .state = &dashboard->state,
        .place = stack_top(&dashboard->state.stack),
        .status = setup->status,
        .source = setup->source,
        .looked_for = setup->looked_for,
        .rules = setup->rules,
        .directions = setup->directions,
        .listing = &dashboard->listing,
        .ranking = &dashboard->ranking,
        .tenants = &dashboard->tenants,
        .dimensions = &dashboard->dimensions,
        .originals = setup->originals,
        .sparks = &dashboard->sparks,
        .portrait = &dashboard->portrait,
        .past = &dashboard->past,
        .window = dashboard->window,
        .now_ms = clock.now_ms,
        .own_now_ms = clock.own_ms,
        .recorded = clock.recorded,
        .refresh_ms = setup->refresh_ms,
        .glyphs = setup->glyphs,
        .next_change_ms = INT64_MAX,
    };

    const struct tenant_verdict *verdict = subject(&view);
    view.tenant = verdict != NULL ? verdict->tenant : NULL;
    ranking_make(&dashboard->ranking, verdict, view.window);
    place_dimensions(dashboard, verdict, clock.own_ms);
    look_at_dimension(&view);
    take_sight(dashboard, &view);
    return view;
}

static const char ignored[] = "pasted text is ignored: open a prompt first";
static const char waits[] = "a paste has not ended; Esc ends it";

static reaction_set take_key(struct dashboard *dashboard, uint32_t key)
{
    struct ui_state *state = &dashboard->state;

    state->notice[0] = '\0';
    if (state->prompt.rules != NULL)
        return prompts_key(state, &dashboard->sight, key);
    return answer_key(state, &dashboard->sight, key);
}

static reaction_set take_paste(struct dashboard *dashboard, struct slice text)
{
    if (dashboard->state.prompt.rules != NULL)
        return prompts_paste(&dashboard->state, &dashboard->sight, text);
    state_tell(&dashboard->state, "%s", ignored);
    return REACTION_DRAW;
}

static reaction_set tell_paste_waits(struct ui_state *state)
{
    if (state->prompt.rules != NULL)
        prompt_tell(&state->prompt, "%s", waits);
    else
        state_tell(state, "%s", waits);
    return REACTION_DRAW;
}

static reaction_set resize(struct dashboard *dashboard, int columns, int rows)
{
    frame_resize(&dashboard->frame, columns, rows);
    return REACTION_DRAW | REACTION_WATCH;
}

static reaction_set take_event(struct dashboard *dashboard, const struct input_event *event)
{
    switch (event->kind) {
    case INPUT_KEY:
        return take_key(dashboard, event->key);
    case INPUT_PASTE:
        return take_paste(dashboard, event->text);
    case INPUT_PASTE_WAITS:
        return tell_paste_waits(&dashboard->state);
    case INPUT_RESIZE:
        return resize(dashboard, event->columns, event->rows);
    case INPUT_MOUSE:
    case INPUT_ANSWER:
        break; /* nobody asked for it here */
    }
    return 0;
}

/* Inside of the fleet its rows stay: who goes from one to the next comes to each of them once. */
static void arrange_anew(struct dashboard *dashboard)
{
    places_renew(&dashboard->dimensions);
    if (is_at_top(dashboard))
        places_renew(&dashboard->tenants);
}

reaction_set dashboard_event(struct dashboard *dashboard, const struct input_event *event,
                             struct dashboard_clock clock)
{
    if (event->kind != INPUT_RESIZE)
        dashboard->key_ms = clock.own_ms;
    /* The rows that keys refer to are those on the screen: from now on they stand still, whatever
     * came meanwhile. */
    if (!dashboard->seen || dashboard->revision != dashboard->setup.fleet->changes.revision)
        look(dashboard, clock);
    dashboard->sight.now_ms = clock.now_ms;
    reaction_set reactions = take_event(dashboard, event);
    dashboard->seen = false;
    if ((reactions & REACTION_ARRANGE) != 0)
        arrange_anew(dashboard);
    return reactions;
}

void dashboard_rules(struct dashboard *dashboard, const struct rule_book *rules,
                     const struct directions *directions)
{
    dashboard->setup.rules = rules;
    dashboard->setup.directions = directions;
    dashboard->seen = false;
    judgement_void(&dashboard->judgement);
}

int64_t dashboard_draw(struct dashboard *dashboard, struct dashboard_clock clock)
{
    struct view view = look(dashboard, clock);

    spark_memo_begin(&dashboard->sparks);
    page_draw(&view);
    return view.next_change_ms;
}

/* Returns the range that is to be loaded for the window, and for what an axis shows before it: one
 * that stands is known to its end, and one that runs, or is only paused, goes on. */
static struct time_range range_to_load(const struct range *range, const struct axis *axis,
                                       int64_t now_ms)
{
    int64_t margin_ms = range->length_ms / LOAD_MARGIN;
    struct time_range window = range_window(range, now_ms);
    bool stands = range->mode == RANGE_FIXED || range->back;

    window.start_ms -= margin_ms;
    if (margin_ms > 0)
        window.start_ms -= window.start_ms % margin_ms;
    if (axis->cells > 0 && axis->grid.start_ms < window.start_ms)
        window.start_ms = axis->grid.start_ms;
    if (!stands || window.end_ms >= now_ms)
        window.end_ms = HISTORY_LIVE;
    return window;
}

struct watched_range *dashboard_watched(const struct dashboard *dashboard,
                                        struct dashboard_clock clock, size_t *count)
{
    const struct watch_list *list = &dashboard->watched;
    struct time_range range =
        range_to_load(&dashboard->state.range, &dashboard->sight.axis, clock.now_ms);
    struct watched_range *watched = mem_zalloc(list->count + 1, sizeof(*watched));

    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        watched[i] = (struct watched_range){tenant_name(list->tenants[i]), range};
    return watched;
}

const struct original_wish *dashboard_fetched(const struct dashboard *dashboard, size_t *count)
{
    *count = dashboard->wish_count;
    return dashboard->wishes;
}
