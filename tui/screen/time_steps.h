/* Time steps: what keys and prompts do to the range that is looked at, and to the cursor in it. */
#ifndef SCREEN_TIME_STEPS_H
#define SCREEN_TIME_STEPS_H

#include "screen/screen.h"

/* Look half a range earlier or later, by act->action; at half or twice the range, about the cursor
 * where the screen has one, else about its end; at now. */
reaction_set step_pan(struct act *act);
reaction_set step_zoom(struct act *act);
reaction_set step_live(struct act *act);

/* Puts the cursor at a moment that is not in the future, and looks there. */
reaction_set step_look_at(struct act *act, int64_t time_ms);

/* The same with a time that was typed, and closes the prompt; what is no such time is told there.
 */
reaction_set step_look_at_typed(struct act *act, const char *text);

/* Let the range begin or end at a time that was typed; what is wrong with it is told in the prompt.
 * The end stays where it is for the first, and the length for the second. */
reaction_set step_since(struct act *act, const char *text);
reaction_set step_until(struct act *act, const char *text);

/* Move the cursor by a column of the screen's axis; to the change of severity before or after it of
 * the dimension that the screen is about, or of any of the tenant's. */
reaction_set step_cursor(struct act *act);
reaction_set step_change(struct act *act);

/* Hold the range against a day before, a week, nothing; ask how much before. */
reaction_set step_compare(struct act *act);
reaction_set step_ask_comparison(struct act *act);

/* The same with what was typed, and closes the prompt; what is no length of time is told there. */
reaction_set step_compare_typed(struct act *act, const char *text);

/* Returns the words for the key bar: none while nobody looks back. */
const char *live_hint(const struct ui_state *state);

#endif
