#include "config.h"

#include "state.h"

#include "base/duration.h"
#include "base/memory.h"
#include "state_prompt.h"

#include <stdlib.h>
#include <string.h>

static const int64_t presets[] = {15 * MS_PER_MINUTE, MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY,
                                  7 * MS_PER_DAY};

#define PRESET_COUNT (sizeof(presets) / sizeof(presets[0]))

/* Windows end this much after now: what the source sends is to be seen at once, also where our idea
 * of its clock is a little late. */
#define GRACE_MS MS_PER_SECOND

void state_init(struct ui_state *state, int64_t window_ms, enum time_zone zone)
{
    *state = (struct ui_state){.window_ms = window_ms, .zone = zone};
}

void state_free(struct ui_state *state)
{
    free(state->selected);
    state->selected = NULL;
}

size_t state_row(const struct ui_state *state, const struct listing *listing)
{
    return state->selected == NULL ? 0 : listing_find(listing, state->selected);
}

struct time_range state_window(const struct ui_state *state, int64_t now_ms)
{
    int64_t end_ms = (state->paused ? state->paused_ms : now_ms) + GRACE_MS;

    return (struct time_range){end_ms - state->window_ms, end_ms};
}

struct listing_choice state_choice(const struct ui_state *state)
{
    return (struct listing_choice){
        .sort = state->sort, .reversed = state->reversed, .filter = state->filter};
}

static void select_name(struct ui_state *state, const char *name)
{
    char *copy = name != NULL ? mem_strdup(name) : NULL;

    free(state->selected);
    state->selected = copy;
    state->dimension_top = 0;
}

static void select_row(struct ui_state *state, const struct listing *listing, size_t row)
{
    if (listing->count == 0)
        return;
    if (row >= listing->count)
        row = listing->count - 1;
    select_name(state, listing->rows[row]->tenant->name);
}

/* Returns the row that moving starts from: the first when the selected tenant is filtered out. */
static size_t current_row(const struct ui_state *state, const struct listing *listing)
{
    size_t row = state_row(state, listing);

    return row < listing->count ? row : 0;
}

void state_open(struct ui_state *state, const char *name)
{
    select_name(state, name);
    state->screen = SCREEN_TENANT;
}

static void open_selected(struct ui_state *state, const struct listing *listing)
{
    if (listing->count > 0)
        state_open(state, listing->rows[current_row(state, listing)]->tenant->name);
}

void state_set_window(struct ui_state *state, int64_t window_ms)
{
    if (window_ms == state->window_ms)
        return;
    state->window_before_ms = state->window_ms;
    state->window_ms = window_ms;
}

static void next_window(struct ui_state *state)
{
    size_t i = 0;

    while (i < PRESET_COUNT && presets[i] <= state->window_ms)
        i++;
    state_set_window(state, presets[i % PRESET_COUNT]);
}

/* Undoes the innermost thing: help, then a window that is still loading, then the tenant's page or
 * the filter. It never quits. */
static void go_back(struct ui_state *state, const struct sight *sight)
{
    if (sight->loading && state->window_before_ms != 0) {
        state->window_ms = state->window_before_ms;
        state->window_before_ms = 0;
    } else if (state->screen == SCREEN_TENANT) {
        state->screen = SCREEN_FLEET;
    } else {
        state->filter[0] = '\0';
    }
}

static void toggle_pause(struct ui_state *state, const struct sight *sight)
{
    state->paused = !state->paused;
    state->fixed = false;
    state->paused_ms = sight->now_ms;
}

static void change_sort(struct ui_state *state)
{
    state->sort = (enum sort)((state->sort + 1) % SORT_COUNT);
    state->reversed = false;
}

static size_t moved(size_t from, enum action action, size_t page, size_t count)
{
    size_t step = page > 1 ? page - 1 : 1;

    switch (action) {
    case ACTION_UP:
        return from > 0 ? from - 1 : 0;
    case ACTION_DOWN:
        return from + 1;
    case ACTION_PAGE_UP:
        return from > step ? from - step : 0;
    case ACTION_PAGE_DOWN:
        return from + step;
    case ACTION_FIRST:
        return 0;
    default:
        return count > 0 ? count - 1 : 0;
    }
}

static void move_in_fleet(struct ui_state *state, enum action action, const struct sight *sight)
{
    const struct listing *listing = sight->listing;

    if (action == ACTION_FIRST)
        select_name(state, NULL);
    else
        select_row(state, listing,
                   moved(current_row(state, listing), action, sight->fleet_rows, listing->count));
}

static void move(struct ui_state *state, enum action action, const struct sight *sight)
{
    if (state->screen == SCREEN_FLEET)
        move_in_fleet(state, action, sight);
    else
        state->dimension_top =
            moved(state->dimension_top, action, sight->dimension_rows, sight->dimension_count);
}

static void neighbour(struct ui_state *state, const struct sight *sight, bool next)
{
    size_t count = sight->listing->count;

    if (count == 0)
        return;
    size_t row = current_row(state, sight->listing);
    select_row(state, sight->listing, (row + (next ? 1 : count - 1)) % count);
}

static void open_help(struct ui_state *state)
{
    state->help = true;
    state->help_top = 0;
}

static enum request act(struct ui_state *state, enum action action, uint32_t key,
                        const struct sight *sight)
{
    switch (action) {
    case ACTION_NONE:
        break;
    case ACTION_OPEN:
        open_selected(state, sight->listing);
        break;
    case ACTION_BACK:
        go_back(state, sight);
        break;
    case ACTION_FILTER:
        prompt_open(&state->prompt, PROMPT_FILTER, state->filter);
        break;
    case ACTION_JUMP:
        prompt_open(&state->prompt, PROMPT_JUMP, "");
        break;
    case ACTION_SORT:
        change_sort(state);
        break;
    case ACTION_REVERSE:
        state->reversed = !state->reversed;
        break;
    case ACTION_NEXT_TENANT:
        neighbour(state, sight, true);
        break;
    case ACTION_PREVIOUS_TENANT:
        neighbour(state, sight, false);
        break;
    case ACTION_WINDOW:
        state_set_window(state, presets[(key - '1') % PRESET_COUNT]);
        break;
    case ACTION_NEXT_WINDOW:
        next_window(state);
        break;
    case ACTION_TYPE_WINDOW:
        prompt_open(&state->prompt, PROMPT_WINDOW, "");
        break;
    case ACTION_PAUSE:
        toggle_pause(state, sight);
        break;
    case ACTION_REFRESH:
        return REQUEST_REFRESH;
    case ACTION_REPAINT:
        return REQUEST_REPAINT;
    case ACTION_ZONE:
        state->zone = state->zone == ZONE_UTC ? ZONE_LOCAL : ZONE_UTC;
        break;
    case ACTION_THEME:
        return REQUEST_THEME;
    case ACTION_HELP:
        open_help(state);
        break;
    case ACTION_QUIT:
        return REQUEST_QUIT;
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
    case ACTION_FIRST:
    case ACTION_LAST:
        move(state, action, sight);
        break;
    }
    return REQUEST_NONE;
}

/* The help page scrolls; every other key closes it. */
static void key_in_help(struct ui_state *state, uint32_t key, const struct sight *sight)
{
    enum action action = action_of_key(key, SCREEN_FLEET_BIT);
    size_t rows = (size_t)sight->help_rows;
    size_t lines = (size_t)sight->help_lines;

    if (action >= ACTION_UP && action <= ACTION_LAST)
        state->help_top = (int)moved((size_t)state->help_top, action, rows, lines);
    else
        state->help = false;
}

enum request state_key(struct ui_state *state, uint32_t key, const struct sight *sight)
{
    state->notice[0] = '\0';
    if (state->help) {
        key_in_help(state, key, sight);
        return REQUEST_NONE;
    }
    if (state->prompt.kind != PROMPT_NONE) {
        state_prompt_key(state, key, sight);
        return REQUEST_NONE;
    }
    unsigned screen = state->screen == SCREEN_FLEET ? SCREEN_FLEET_BIT : SCREEN_TENANT_BIT;
    return act(state, action_of_key(key, screen), key, sight);
}

/* Returns `top` moved so that it leaves no empty rows at the end. */
static size_t clamp_top(size_t top, size_t rows, size_t count)
{
    size_t last = count > rows ? count - rows : 0;

    return top < last ? top : last;
}

static void settle_fleet(struct ui_state *state, const struct sight *sight)
{
    size_t rows = sight->fleet_rows > 0 ? sight->fleet_rows : 1;
    size_t row = current_row(state, sight->listing);

    if (row < state->fleet_top)
        state->fleet_top = row;
    else if (row >= state->fleet_top + rows)
        state->fleet_top = row - rows + 1;
    state->fleet_top = clamp_top(state->fleet_top, rows, sight->listing->count);
}

void state_settle(struct ui_state *state, const struct sight *sight)
{
    settle_fleet(state, sight);
    state->dimension_top =
        clamp_top(state->dimension_top, sight->dimension_rows, sight->dimension_count);
    int last = sight->help_lines - sight->help_rows;
    if (state->help_top > last)
        state->help_top = last > 0 ? last : 0;
    if (!sight->loading)
        state->window_before_ms = 0;
}
