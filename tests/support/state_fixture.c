#include "config.h"

#include "support/state_fixture.h"

#include "base/duration.h"

static struct fleet fleet;
static struct judgement judgement;
struct listing listing;
struct ui_state state;
struct sight sight;

void state_add_tenant(const char *name, const char *readings)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    fixture_add(tenant, AT(59), readings);
}

void state_look(void)
{
    struct listing_choice choice = state_choice(&state);

    judgement_renew(&judgement, &fleet, state_window(&state, STATE_NOW).end_ms);
    listing_renew(&listing, &judgement, &choice);
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
    state_init(&state, MS_PER_HOUR, ZONE_UTC);
    sight = (struct sight){.listing = &listing,
                           .fleet_rows = 2,
                           .dimension_rows = 3,
                           .dimension_count = 7,
                           .help_lines = 40,
                           .help_rows = 10,
                           .now_ms = STATE_NOW};
    state_look();
}

void state_fixture_teardown(void)
{
    state_free(&state);
    listing_free(&listing);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

enum request state_press(uint32_t key)
{
    enum request request = state_key(&state, key, &sight);

    state_look();
    return request;
}

void state_type(const char *text)
{
    for (; *text != '\0'; text++)
        state_press((unsigned char)*text);
}

const char *state_selected(void)
{
    return listing.rows[state_row(&state, &listing)]->tenant->name;
}
