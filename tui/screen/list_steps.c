#include "config.h"

#include "screen/list_steps.h"

#include "prompts.h"
#include "screen/steps.h"

reaction_set step_filter(struct act *act)
{
    prompt_open(&act->state->prompt, &prompt_filter, act->state->choices.filter);
    return REACTION_DRAW;
}

reaction_set step_next_sort(struct act *act)
{
    choices_next_sort(&act->state->choices);
    return REACTION_ELSEWHERE;
}

reaction_set step_reverse(struct act *act)
{
    act->state->choices.reversed = !act->state->choices.reversed;
    return REACTION_ELSEWHERE;
}

reaction_set step_sort_now(struct act *act)
{
    state_tell(act->state, "sorted as of now");
    return REACTION_ELSEWHERE;
}
