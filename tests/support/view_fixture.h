/* View fixture: a dashboard without a terminal, on a fleet that the test makes. */
#ifndef SUPPORT_VIEW_FIXTURE_H
#define SUPPORT_VIEW_FIXTURE_H

#include "checkup.h"
#include "dashboard.h"
#include "support/drift_fixture.h"

#define VIEW_NOW AT(60)
#define VIEW_LOOKED_FOR                                                                            \
    "no stream has a key like {ns}:{app}:{tenant}, with the namespace diagnostics, app billing"
#define VIEW_CLOCK fixture.clock

struct view_fixture {
    struct fleet fleet;
    struct source_status status;
    struct originals originals;
    struct checkup checkup; /* nothing was examined, until a test says so */
    struct rule_book rules;
    struct keymap keymap;
    struct dashboard dashboard;
    struct dashboard_clock clock; /* VIEW_NOW, until time goes on */
};

/* An hour of an empty fleet on 80 by 24, live, in UTC and UTF-8; for the setup and the teardown of
 * a test case. */
void view_fixture_setup(void);
void view_fixture_teardown(void);

extern struct view_fixture fixture;

/* Opens the dashboard anew with other glyphs and another size. */
void view_open(enum glyph_set glyphs, int columns, int rows);
void view_resize(int columns, int rows);

/* Lets time go on. */
void view_wait(int64_t ms);

/* Returns the tenant of that name, completely loaded; made if need be. */
struct tenant *view_tenant(const char *name);

/* Adds acme (degraded), quiet (silent), unsure (warn), new (empty) and globex (ok). */
void view_fill_fleet(void);

/* Draws, before and after it answers for the entries that are looked at: with these fields, names and values in
 * turn, NULL at the end. */
void view_answer(const char *const *fields);

/* Hands an event to the dashboard. */
reaction_set view_event(const struct input_event *event);

/* Press a key, or one for every character. */
void view_press(uint32_t key);
void view_type(const char *keys);

/* Draw, and compare one row of the screen; look for a text anywhere. */
void view_assert_row(int row, const char *expected);
bool view_shows(const char *text);

/* Draws, and returns the role of the cell where an ASCII text begins. */
enum role view_role_at(const char *text);

#endif
