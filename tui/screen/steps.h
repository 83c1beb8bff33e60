/* Steps: what keys and prompts do to the state, whichever screen is on top. */
#ifndef SCREEN_STEPS_H
#define SCREEN_STEPS_H

#include "screen/screen.h"

#include <stdint.h>

/* What another range, or another row, makes necessary; and another screen, or another list. */
#define REACTION_ANEW (REACTION_DRAW | REACTION_WATCH)
#define REACTION_ELSEWHERE (REACTION_ANEW | REACTION_ARRANGE)

/* Moves in the way of act->action: the selection, or what is shown of the screen. */
reaction_set step_move(struct act *act);

/* Opens the screen that is deeper, about the selected row; the screen of that name; a tenant, from
 * wherever one is. */
reaction_set step_open(struct act *act);
reaction_set step_show(struct act *act, const char *name);
reaction_set step_open_tenant(struct act *act, const char *name);

/* Opens the map of the fleet or, inside of a tenant or where act->action asks for it, that of the
 * tenant's dimensions, with the same row selected. */
reaction_set step_map(struct act *act);

/* Goes to the neighbour of what is open. */
reaction_set step_next(struct act *act);
reaction_set step_previous(struct act *act);

/* Goes back to the screen below. */
reaction_set step_close(struct act *act);

/* Marks the tenant that is selected or open, or takes its mark away; lists only the marked, or all
 * again. */
reaction_set step_mark(struct act *act);
reaction_set step_only_marked(struct act *act);

/* Sorts the fleet in that way. */
reaction_set step_sort(struct act *act, enum sort sort);

/* Asks the program to save what is on the screen under a name, which is copied. */
reaction_set step_save(struct act *act, const char *name);

/* Changes the length of the range; returns to the one before while this one is loaded, or false
 * when there is nothing to return to. */
reaction_set step_set_window(struct act *act, int64_t length_ms);
bool step_stop_loading(struct act *act);

#endif
