#include "config.h"

#include "dashboard.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdlib.h>

/* A window is loaded with this part of itself more: its sparkline begins at a round time, and it is
 * not to be loaded anew with every tick of the clock. */
#define LOAD_MARGIN 16

void dashboard_init(struct dashboard *dashboard, const struct dashboard_setup *setup)
{
    *dashboard = (struct dashboard){.setup = *setup};
    dashboard->frame.ellipsis = setup->ascii ? '~' : setup->glyphs->ellipsis;
    dashboard->frame.ascii = setup->ascii;
    state_init(&dashboard->state, setup->window_ms, setup->zone);
}

void dashboard_free(struct dashboard *dashboard)
{
    state_free(&dashboard->state);
    frame_free(&dashboard->frame);
    listing_free(&dashboard->listing);
    judgement_free(&dashboard->judgement);
    ranking_free(&dashboard->ranking);
    spark_memo_free(&dashboard->sparks);
}

/* Returns the tenant that is shown with all its dimensions, on its page or in the pane below the
 * fleet; NULL for none. */
static const struct tenant_verdict *shown_tenant(const struct dashboard *dashboard)
{
    const struct ui_state *state = &dashboard->state;
    const struct listing *listing = &dashboard->listing;

    if (state->screen == SCREEN_TENANT && state->selected != NULL)
        return judgement_find(&dashboard->judgement, slice_of(state->selected));
    size_t row = state_row(state, listing);
    return row < listing->count ? listing->rows[row] : NULL;
}

/* Judges the fleet anew and fits the state to it. Returns what the views need. */
static struct view look(struct dashboard *dashboard, struct dashboard_clock clock)
{
    const struct dashboard_setup *setup = &dashboard->setup;
    struct listing_choice choice = state_choice(&dashboard->state);
    struct view view = {
        .frame = &dashboard->frame,
        .state = &dashboard->state,
        .status = setup->status,
        .source = setup->source,
        .looked_for = setup->looked_for,
        .listing = &dashboard->listing,
        .ranking = &dashboard->ranking,
        .sparks = &dashboard->sparks,
        .window = state_window(&dashboard->state, clock.now_ms),
        .now_ms = clock.now_ms,
        .own_now_ms = clock.own_ms,
        .refresh_ms = setup->refresh_ms,
        .glyphs = setup->glyphs,
        .next_change_ms = INT64_MAX,
    };

    judgement_renew(&dashboard->judgement, setup->fleet, view.window.end_ms);
    listing_renew(&dashboard->listing, &dashboard->judgement, &choice);
    const struct tenant_verdict *shown = shown_tenant(dashboard);
    view.tenant = shown != NULL ? shown->tenant : NULL;
    ranking_make(&dashboard->ranking, shown, view.window);
    view_measure(&view, &dashboard->sight);
    state_settle(&dashboard->state, &dashboard->sight);
    dashboard->sight_is_right = true;
    dashboard->sight_revision = setup->fleet->changes.revision;
    return view;
}

enum request dashboard_key(struct dashboard *dashboard, uint32_t key, struct dashboard_clock clock)
{
    /* The rows that keys refer to are those on the screen, unless tenants came or went since. */
    if (!dashboard->sight_is_right ||
        dashboard->sight_revision != dashboard->setup.fleet->changes.revision)
        look(dashboard, clock);
    dashboard->sight_is_right = false;
    dashboard->sight.now_ms = clock.now_ms;
    return state_key(&dashboard->state, key, &dashboard->sight);
}

int64_t dashboard_draw(struct dashboard *dashboard, struct dashboard_clock clock)
{
    struct view view = look(dashboard, clock);

    spark_memo_begin(&dashboard->sparks);
    view_draw(&view);
    return view.next_change_ms;
}

/* Returns the range that is to be loaded for the window: one that stands is known to its end, and
 * one that runs, or is only paused, goes on. */
static struct time_range range_to_load(const struct ui_state *state, int64_t now_ms)
{
    int64_t margin_ms = state->window_ms / LOAD_MARGIN;
    struct time_range range = state_window(state, now_ms);

    range.start_ms -= margin_ms;
    if (margin_ms > 0)
        range.start_ms -= range.start_ms % margin_ms;
    if (!state->fixed || range.end_ms >= now_ms)
        range.end_ms = HISTORY_LIVE;
    return range;
}

struct watched_range *dashboard_watched(const struct dashboard *dashboard,
                                        struct dashboard_clock clock, size_t *count)
{
    const struct ui_state *state = &dashboard->state;
    const struct listing *listing = &dashboard->listing;
    const struct tenant_verdict *shown = shown_tenant(dashboard);
    struct time_range range = range_to_load(state, clock.now_ms);
    struct watched_range *watched = mem_zalloc(dashboard->sight.fleet_rows + 1, sizeof(*watched));

    *count = 0;
    if (shown != NULL)
        watched[(*count)++] = (struct watched_range){shown->tenant->name, range};
    for (size_t i = 0; i < dashboard->sight.fleet_rows; i++) {
        size_t row = state->fleet_top + i;
        if (row < listing->count && listing->rows[row] != shown)
            watched[(*count)++] = (struct watched_range){listing->rows[row]->tenant->name, range};
    }
    return watched;
}
