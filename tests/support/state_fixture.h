/* State fixture: what an operator chose, on a fleet of four tenants, without a screen. */
#ifndef SUPPORT_STATE_FIXTURE_H
#define SUPPORT_STATE_FIXTURE_H

#include "state.h"
#include "support/drift_fixture.h"

#define STATE_NOW AT(60)

extern struct listing listing;
extern struct ui_state state;
extern struct sight sight;

/* Four tenants, worst first: delta, alpha, beta, gamma; two rows of the fleet fit on the screen,
 * and three of seven dimensions. For the setup and the teardown of a test case. */
void state_fixture_setup(void);
void state_fixture_teardown(void);

/* Adds a tenant with one report. */
void state_add_tenant(const char *name, const char *readings);

/* Lists the fleet anew and fits the state to it. */
void state_look(void);

/* Press a key, or one for every byte of a text. */
enum request state_press(uint32_t key);
void state_type(const char *text);

/* Returns the name of the selected tenant. */
const char *state_selected(void);

#endif
