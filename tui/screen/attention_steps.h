/* Attention steps: what the keys do that acknowledge and mute, by act->action. */
#ifndef SCREEN_ATTENTION_STEPS_H
#define SCREEN_ATTENTION_STEPS_H

#include "screen/screen.h"

/* Ask what is to be said of the selected tenant of the fleet; of the selected dimension of a
 * tenant's page; of the dimension that the screen is about. */
reaction_set step_attend_tenant(struct act *act);
reaction_set step_attend_selected(struct act *act);
reaction_set step_attend_dimension(struct act *act);

#endif
