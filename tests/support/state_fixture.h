/* State fixture: what an operator chose, on a fleet of four tenants, without a screen. */
#ifndef SUPPORT_STATE_FIXTURE_H
#define SUPPORT_STATE_FIXTURE_H

#include "reaction.h"
#include "state.h"
#include "support/drift_fixture.h"

#define STATE_NOW AT(60)

extern struct listing listing;
extern struct ui_state state;
extern struct sight sight;

/* Four tenants, worst first: delta, alpha, beta, gamma, each with seven dimensions, x first; two
 * rows of the fleet fit on the screen, and three dimensions. For the setup and the teardown of a test case. */
void state_fixture_setup(void);
void state_fixture_teardown(void);

/* Adds a tenant with one report. */
void state_add_tenant(const char *name, const char *readings);

/* Takes all tenants away. */
void state_empty_fleet(void);

/* Lists the fleet anew and fits the state to it. */
void state_look(void);

/* Press a key, or one for every byte of a text. */
reaction_set state_press(uint32_t key);
void state_type(const char *text);

/* Returns the name of the selected tenant, and its row; the name of the screen on top, and the
 * first row that it shows. */
const char *state_selected(void);
size_t state_row(void);
const char *state_screen(void);
size_t state_top(void);

#endif
