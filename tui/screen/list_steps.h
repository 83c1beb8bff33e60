/* List steps: what keys do to the list of tenants, on every screen that shows it. */
#ifndef SCREEN_LIST_STEPS_H
#define SCREEN_LIST_STEPS_H

#include "screen/screen.h"

/* Types a filter; sorts in the next way, the other way round, as of now. */
reaction_set step_filter(struct act *act);
reaction_set step_next_sort(struct act *act);
reaction_set step_reverse(struct act *act);
reaction_set step_sort_now(struct act *act);

#endif
