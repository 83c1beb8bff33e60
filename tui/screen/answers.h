/* Answers: from a key to what the screen on top makes of it. What all screens answer to stands
 * here; a screen adds its own. */
#ifndef SCREEN_ANSWERS_H
#define SCREEN_ANSWERS_H

#include "screen/screen.h"

#include <stdint.h>

/* Takes a key for the screen on top. Of one that has no effect, that is told. */
reaction_set answer_key(struct ui_state *state, const struct sight *sight, uint32_t key);

/* Returns how a screen answers to an action; NULL when it does not. */
const struct answer *answer_find(const struct screen *screen, enum action action);

#endif
