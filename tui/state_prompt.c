#include "config.h"

#include "state_prompt.h"

#include "base/duration.h"
#include "input.h"

#include <stdio.h>
#include <string.h>

#define WINDOW_LONGEST (3660 * MS_PER_DAY)

/* The list follows while the filter is typed. Esc shows all again. */
static void key_in_filter(struct ui_state *state, uint32_t key)
{
    struct prompt *prompt = &state->prompt;

    if (key == INPUT_ESCAPE)
        prompt->text[0] = '\0';
    else
        prompt_edit(prompt, key);
    snprintf(state->filter, sizeof(state->filter), "%s", prompt->text);
    if (key == INPUT_ENTER || key == INPUT_ESCAPE)
        prompt_close(prompt);
}

static void accept_jump(struct ui_state *state, const struct listing *listing)
{
    struct prompt *prompt = &state->prompt;
    size_t row = listing_match(listing, prompt->text, prompt->choice);

    if (row == listing->count) {
        snprintf(prompt->error, sizeof(prompt->error), "no tenant matches");
        return;
    }
    prompt_close(prompt);
    state_open(state, listing->rows[row]->tenant->name);
}

static void key_in_jump(struct ui_state *state, uint32_t key, const struct listing *listing)
{
    struct prompt *prompt = &state->prompt;
    size_t matches = listing_count_matches(listing, prompt->text);

    if (key == INPUT_ESCAPE)
        prompt_close(prompt);
    else if (key == INPUT_ENTER)
        accept_jump(state, listing);
    else if (matches > 0 && (key == INPUT_TAB || key == INPUT_DOWN))
        prompt->choice = (prompt->choice + 1) % matches;
    else if (matches > 0 && (key == INPUT_BACKTAB || key == INPUT_UP))
        prompt->choice = (prompt->choice + matches - 1) % matches;
    else
        prompt_edit(prompt, key);
}

static void accept_window(struct ui_state *state)
{
    struct prompt *prompt = &state->prompt;
    struct error error;
    int64_t window_ms;

    if (prompt->size == 0) {
        prompt_close(prompt);
        return;
    }
    if (!duration_parse(prompt->text, &window_ms, &error)) {
        snprintf(prompt->error, sizeof(prompt->error), "%.*s", (int)sizeof(prompt->error) - 1,
                 error.text);
        return;
    }
    if (window_ms < MS_PER_SECOND || window_ms > WINDOW_LONGEST) {
        snprintf(prompt->error, sizeof(prompt->error), "a window is 1s to 3660d long");
        return;
    }
    prompt_close(prompt);
    state_set_window(state, window_ms);
}

static void key_in_window(struct ui_state *state, uint32_t key)
{
    if (key == INPUT_ESCAPE)
        prompt_close(&state->prompt);
    else if (key == INPUT_ENTER)
        accept_window(state);
    else
        prompt_edit(&state->prompt, key);
}

void state_prompt_key(struct ui_state *state, uint32_t key, const struct sight *sight)
{
    switch (state->prompt.kind) {
    case PROMPT_NONE:
        break;
    case PROMPT_FILTER:
        key_in_filter(state, key);
        break;
    case PROMPT_JUMP:
        key_in_jump(state, key, sight->listing);
        break;
    case PROMPT_WINDOW:
        key_in_window(state, key);
        break;
    }
}
