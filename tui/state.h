/* State: what the operator chose to look at, and how keys change it. It knows nothing of terminals,
 * sources or views; what the keys refer to (the rows on the screen) is told by `struct sight`. */
#ifndef TUI_STATE_H
#define TUI_STATE_H

#include "action.h"
#include "base/timestamp.h"
#include "judge/listing.h"
#include "prompt.h"

enum screen { SCREEN_FLEET, SCREEN_TENANT };

struct ui_state {
    enum screen screen;
    bool help;
    int help_top;         /* first line shown of the help page */
    char *selected;       /* the tenant by name; NULL: whoever is in the first row */
    size_t fleet_top;     /* first row shown of the fleet */
    size_t dimension_top; /* first dimension shown of the tenant */
    enum sort sort;
    bool reversed;
    char filter[PROMPT_SIZE];
    int64_t window_ms;
    int64_t window_before_ms; /* to return to while loading; 0: none */
    bool paused;
    int64_t paused_ms; /* where the view stands */
    bool fixed;        /* paused by --until, and since then */
    enum time_zone zone;
    struct prompt prompt;
    char notice[96]; /* an answer to the last key; "" for none */
};

/* What the operator sees while pressing a key. */
struct sight {
    const struct listing *listing;
    size_t fleet_rows;      /* rows of the fleet that fit on the screen */
    size_t dimension_rows;  /* dimensions that fit */
    size_t dimension_count; /* of the tenant shown */
    int help_lines;         /* of the help page */
    int help_rows;          /* lines of it that fit */
    int64_t now_ms;
    bool loading; /* a window is being read */
};

/* What a key asks of the program besides another state. */
enum request { REQUEST_NONE, REQUEST_QUIT, REQUEST_REFRESH, REQUEST_REPAINT, REQUEST_THEME };

void state_init(struct ui_state *state, int64_t window_ms, enum time_zone zone);
void state_free(struct ui_state *state);

/* Takes a key. */
enum request state_key(struct ui_state *state, uint32_t key, const struct sight *sight);

/* Fits the state to what there is to see: scrolls so that the selected row is visible. To be called
 * before the state is drawn. */
void state_settle(struct ui_state *state, const struct sight *sight);

/* Opens a tenant; changes the length of the window. */
void state_open(struct ui_state *state, const char *name);
void state_set_window(struct ui_state *state, int64_t window_ms);

/* Returns the row of the selected tenant, or listing->count when it is not in the listing. */
size_t state_row(const struct ui_state *state, const struct listing *listing);

/* Returns the window that is looked at. */
struct time_range state_window(const struct ui_state *state, int64_t now_ms);

/* Returns how the fleet is to be listed; valid as long as the state. */
struct listing_choice state_choice(const struct ui_state *state);

#endif
