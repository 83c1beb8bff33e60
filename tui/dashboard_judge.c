#include "config.h"

#include "dashboard_private.h"

#include "screen/screen.h"

#include "base/duration.h"

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

/* Says of whom something holds no longer. */
static void follow_attention(struct dashboard *dashboard, struct dashboard_clock clock)
{
    struct ui_state *state = &dashboard->state;
    const struct attention_entry *worse =
        attention_follow(&state->attention, &dashboard->judgement, clock.own_ms);

    if (worse != NULL)
        state_tell(state, "%s%s%s got worse: it is acknowledged no longer", worse->tenant,
                   worse->dimension != NULL ? " " : "",
                   worse->dimension != NULL ? worse->dimension : "");
}

static bool all_judged(const struct dashboard *dashboard)
{
    const struct judgement *judgement = &dashboard->judgement;

    return dashboard->setup.status->discovered &&
           judgement->all.count == dashboard->setup.fleet->count &&
           judgement_unjudged(judgement) == 0;
}

void dashboard_judge(struct dashboard *dashboard, struct dashboard_clock clock)
{
    const struct fleet *fleet = dashboard->setup.fleet;
    const struct range *range = &dashboard->state.range;
    struct time_range window = range_window(range, clock.now_ms);
    const struct judge_moment moment = {.now_ms = range_moment(range, clock.now_ms),
                                        .until_ms = judged_until(range, clock),
                                        .rules = dashboard->setup.rules};
    struct listing_choice choice = choices_listing(&dashboard->state.choices);

    judgement_renew(&dashboard->judgement, fleet, &moment);
    follow_attention(dashboard, clock);
    if (dashboard->setup.follows && range->mode == RANGE_LIVE)
        transitions_follow(&dashboard->transitions, &dashboard->judgement,
                           &dashboard->state.attention, all_judged(dashboard));
    choice.attended = dashboard->state.attention.revision;
    listing_renew(&dashboard->listing, &dashboard->judgement, &choice);
    together_renew(&dashboard->together, &dashboard->judgement);
    dashboard->window = window;
    dashboard->revision = fleet->changes.revision;
}

/* A verdict stays where it is as long as it is listed. */
static uint64_t id_of_verdict(const struct tenant_verdict *verdict)
{
    return (uint64_t)(uintptr_t)verdict;
}

static uint64_t id_of_tenant(const void *context, size_t index)
{
    const struct listing *listing = context;

    return id_of_verdict(listing->rows[index]);
}

static uint64_t id_of_newcomer(const void *context, size_t index)
{
    const struct listing *listing = context;

    return id_of_verdict(listing->arrived.rows[index]);
}

static size_t find_tenant(const void *context, uint64_t id)
{
    return listing_row(context, (const struct tenant_verdict *)(uintptr_t)id);
}

static uint64_t id_of_dimension(const void *context, size_t index)
{
    const struct ranking *ranking = context;

    return ranking->rows[index].verdict->dimension;
}

static size_t find_dimension(const void *context, uint64_t id)
{
    const struct ranking *ranking = context;
    size_t row = 0;

    while (row < ranking->count && ranking->rows[row].verdict->dimension != id)
        row++;
    return row;
}

static bool lists_tenants(const struct dashboard *dashboard)
{
    const struct stack *stack = &dashboard->state.stack;

    return stack->places[stack->count - 1].screen->lists_tenants;
}

static const struct places_rule *rule_of_tenants(const struct dashboard *dashboard)
{
    if (!lists_tenants(dashboard))
        return &frozen_rule;
    return dashboard->settled ? &calm_rule : &loading_rule;
}

/* Whether one is in the fleet, or on its map, or inside of it makes another owner: with each change
 * of that, rows take their places anew. */
void dashboard_place_tenants(struct dashboard *dashboard, int64_t now_ms)
{
    struct places_order order = {.owner = lists_tenants(dashboard),
                                 .count = dashboard->listing.count,
                                 .row = id_of_tenant,
                                 .find = find_tenant,
                                 .goes_on = !dashboard->listing.parted,
                                 .came = dashboard->listing.arrived.count,
                                 .newcomer = id_of_newcomer,
                                 .context = &dashboard->listing};

    dashboard->settled = dashboard->settled && all_judged(dashboard);
    places_arrange(&dashboard->tenants, rule_of_tenants(dashboard), &order, now_ms,
                   dashboard->key_ms);
    if (dashboard->tenants.taken_ms == now_ms)
        dashboard->settled = all_judged(dashboard);
}

void dashboard_place_dimensions(struct dashboard *dashboard, const struct tenant_verdict *verdict,
                                int64_t now_ms)
{
    struct places_order order = {.owner = verdict != NULL ? verdict->number : 0,
                                 .count = dashboard->ranking.count,
                                 .row = id_of_dimension,
                                 .find = find_dimension,
                                 .context = &dashboard->ranking};

    places_arrange(&dashboard->dimensions, &calm_rule, &order, now_ms, dashboard->key_ms);
}

/* Inside of the fleet its rows stay: who goes from one to the next comes to each of them once. */
void dashboard_arrange_anew(struct dashboard *dashboard)
{
    places_renew(&dashboard->dimensions);
    if (lists_tenants(dashboard))
        places_renew(&dashboard->tenants);
}
