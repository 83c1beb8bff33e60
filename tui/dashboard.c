#include "config.h"

#include "dashboard.h"

#include "dashboard_private.h"
#include "page.h"
#include "screen/screens.h"

void dashboard_init(struct dashboard *dashboard, const struct dashboard_setup *setup)
{
    *dashboard = (struct dashboard){.setup = *setup};
    dashboard->judgement.at_once = setup->judged_at_once;
    state_init(&dashboard->state, screen_root(), setup->keymap, setup->range, setup->zone);
    choices_glyphs(&dashboard->state.choices, setup->glyphs, setup->ascii);
}

void dashboard_free(struct dashboard *dashboard)
{
    state_free(&dashboard->state);
    frame_free(&dashboard->frame);
    listing_free(&dashboard->listing);
    together_free(&dashboard->together);
    judgement_free(&dashboard->judgement);
    ranking_free(&dashboard->ranking);
    places_free(&dashboard->tenants);
    places_free(&dashboard->dimensions);
    spark_memo_free(&dashboard->sparks);
    heat_memo_free(&dashboard->heats);
    portrait_free(&dashboard->portrait);
    portrait_free(&dashboard->compared);
    past_free(&dashboard->past);
    event_rows_free(&dashboard->events);
    transitions_free(&dashboard->transitions);
    watch_free(&dashboard->watched);
}

void dashboard_rules(struct dashboard *dashboard, const struct rule_book *rules,
                     const struct directions *directions)
{
    dashboard->setup.rules = rules;
    dashboard->setup.directions = directions;
    dashboard->seen = false;
    judgement_void(&dashboard->judgement);
}

void dashboard_examined(struct dashboard *dashboard)
{
    dashboard->seen = false;
}

bool dashboard_shows_checkup(const struct dashboard *dashboard)
{
    const struct stack *stack = &dashboard->state.stack;

    return stack->places[stack->count - 1].screen->shows_checkup;
}

int64_t dashboard_draw(struct dashboard *dashboard, struct dashboard_clock clock)
{
    struct view view = dashboard_look(dashboard, clock);

    spark_memo_begin(&dashboard->sparks);
    heat_memo_begin(&dashboard->heats);
    hits_clear(&dashboard->hits);
    page_draw(&view);
    return view.next_change_ms;
}

bool dashboard_is_behind(const struct dashboard *dashboard)
{
    return judgement_is_behind(&dashboard->judgement);
}

void dashboard_catch_up(struct dashboard *dashboard, struct dashboard_clock clock)
{
    if (dashboard_is_behind(dashboard))
        dashboard_look(dashboard, clock);
}

void dashboard_copied(struct dashboard *dashboard, struct dashboard_clock clock, struct buffer *out)
{
    struct view view = dashboard_look(dashboard, clock);

    if (view.place->screen->copied != NULL)
        view.place->screen->copied(&view, out);
}
