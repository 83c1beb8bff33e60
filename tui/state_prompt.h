/* State, while something is being typed. */
#ifndef TUI_STATE_PROMPT_H
#define TUI_STATE_PROMPT_H

#include "state.h"

/* Takes a key for the prompt that is open. */
void state_prompt_key(struct ui_state *state, uint32_t key, const struct sight *sight);

#endif
