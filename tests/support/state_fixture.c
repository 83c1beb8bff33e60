#include "config.h"

#include "support/state_fixture.h"

#include "base/duration.h"
#include "judge/together.h"
#include "prompts.h"
#include "screen/answers.h"
#include "screen/screens.h"

#include <stdio.h>
#include <string.h>

static struct fleet fleet;
static struct judgement judgement;
static struct ranking ranking;
struct listing listing;
struct ui_state state;
struct sight sight;
static const struct places at_once;
static const struct together nobody;
static struct keymap keymap;

void state_add_tenant(const char *name, const char *readings)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));
    /* Each has seven dimensions. */
    char all[96];

    snprintf(all, sizeof(all), "%s b=O c=O d=O e=O f=O g=O", readings);
    fixture_add(tenant, AT(59), all);
}

void state_empty_fleet(void)
{
    static const char *const names[] = {"alpha", "beta", "gamma", "delta"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        fleet_remove(&fleet, slice_of(names[i]));
    state_look();
}

/* Ranks the dimensions of the selected tenant, and says which of them is selected. */
static size_t rank_dimensions(void)
{
    const char *selected = state.stack.places[1].selected;
    size_t row = state_row();

    sight.tenant = row < listing.count ? listing.rows[row]->tenant : NULL;
    ranking_make(&ranking, sight.tenant != NULL ? listing.rows[row] : NULL,
                 range_window(&state.range, STATE_NOW));
    for (size_t i = 0; selected != NULL && i < ranking.count; i++) {
        if (strcmp(sight.tenant->dimensions[ranking.rows[i].verdict->dimension].name, selected) ==
            0)
            return i;
    }
    return 0;
}

void state_look(void)
{
    struct listing_choice choice = choices_listing(&state.choices);

    judgement_renew(&judgement, &fleet,
                    &JUDGE_LIVE_AT(range_window(&state.range, STATE_NOW).end_ms));
    listing_renew(&listing, &judgement, &choice);
    sight.extents[0].count = listing.count;
    sight.extents[0].selected = state_row() < listing.count ? state_row() : 0;
    sight.tenant = state_row() < listing.count ? listing.rows[state_row()]->tenant : NULL;
    if (state.stack.count > 1)
        sight.extents[1] = (struct extent){.rows = 3, .count = 7, .selected = rank_dimensions()};
    if (strcmp(state_screen(), "help") == 0)
        sight.extents[state.stack.count - 1] =
            (struct extent){.rows = 10, .count = 40, .selected = NO_ROW};
    state_settle(&state, &sight);
}

void state_fixture_setup(void)
{
    fleet = (struct fleet){0};
    listing = (struct listing){0};
    state_add_tenant("alpha", "x=W-2");
    state_add_tenant("beta", "x=O1");
    state_add_tenant("gamma", "x=O0.5");
    state_add_tenant("delta", "x=D-4");
    keymap_init(&keymap);
    state_init(&state, screen_root(), &keymap, range_live(MS_PER_HOUR), ZONE_UTC);
    sight = (struct sight){.listing = &listing,
                           .tenants = &at_once,
                           .ranking = &ranking,
                           .dimensions = &at_once,
                           .together = &nobody,
                           .extents = {{.rows = 2}},
                           .now_ms = STATE_NOW};
    state_look();
}

void state_fixture_teardown(void)
{
    state_free(&state);
    keymap_free(&keymap);
    ranking_free(&ranking);
    listing_free(&listing);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

reaction_set state_press(uint32_t key)
{
    state.notice[0] = '\0';
    reaction_set reactions = state.prompt.rules != NULL ? prompts_key(&state, &sight, key)
                                                        : answer_key(&state, &sight, key);

    state_look();
    return reactions;
}

void state_type(const char *text)
{
    for (; *text != '\0'; text++)
        state_press((unsigned char)*text);
}

size_t state_row(void)
{
    const char *selected = state.stack.places[0].selected;

    return selected == NULL ? 0 : listing_find(&listing, selected);
}

const char *state_selected(void)
{
    return listing.rows[state_row()]->tenant->name;
}

const char *state_screen(void)
{
    return stack_top(&state.stack)->screen->name;
}

size_t state_top(void)
{
    return stack_top(&state.stack)->top;
}
