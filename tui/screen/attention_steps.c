#include "config.h"

#include "screen/attention_steps.h"

#include "base/duration.h"
#include "base/memory.h"
#include "prompts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char nobody[] = "there is nobody to say that of";

/* Proposes what was said before, or how long such a thing usually holds. */
static void propose(struct act *act)
{
    const struct attention_request *request = &act->state->request;
    const struct attention_entry *entry =
        attention_holds(&act->state->attention, request->kind, request->tenant, request->dimension);
    bool mutes = request->kind == ATTENTION_MUTED;
    char length[32];
    char text[PROMPT_SIZE];

    snprintf(text, sizeof(text), "%s", mutes ? "1h " : "8h ");
    if (entry != NULL) {
        int64_t left_ms = entry->until_ms - act->sight->own_ms;
        duration_format(left_ms - left_ms % MS_PER_MINUTE + MS_PER_MINUTE, length);
        snprintf(text, sizeof(text), "%s %s", length, entry->why);
    }
    prompt_open(&act->state->prompt, mutes ? &prompt_mute : &prompt_acknowledge, text);
}

static reaction_set ask(struct act *act, const char *tenant, const char *dimension,
                        enum state state)
{
    struct attention_request *request = &act->state->request;

    free(request->tenant);
    free(request->dimension);
    *request = (struct attention_request){
        .kind = act->action == ACTION_MUTE ? ATTENTION_MUTED : ATTENTION_ACKNOWLEDGED,
        .tenant = mem_strdup(tenant),
        .dimension = dimension != NULL ? mem_strdup(dimension) : NULL,
        .state = state,
    };
    propose(act);
    return REACTION_DRAW;
}

static reaction_set refuse(struct act *act)
{
    state_tell(act->state, "%s", nobody);
    return REACTION_DRAW;
}

static size_t selected_row(const struct act *act)
{
    const struct stack *stack = &act->state->stack;

    return act->sight->extents[stack->count - 1].selected;
}

reaction_set step_attend_tenant(struct act *act)
{
    const struct sight *sight = act->sight;

    if (sight->listing->count == 0)
        return refuse(act);
    const struct tenant_verdict *verdict =
        sight->listing->rows[places_row(sight->tenants, selected_row(act))];
    return ask(act, verdict->tenant->name, NULL, verdict->state);
}

static reaction_set ask_of(struct act *act, const struct dimension_verdict *verdict)
{
    const struct tenant *tenant = act->sight->tenant;

    return ask(act, tenant->name, tenant->dimensions[verdict->dimension].name, verdict->state);
}

reaction_set step_attend_selected(struct act *act)
{
    const struct sight *sight = act->sight;

    if (sight->tenant == NULL || sight->ranking->count == 0)
        return refuse(act);
    return ask_of(act,
                  sight->ranking->rows[places_row(sight->dimensions, selected_row(act))].verdict);
}

reaction_set step_attend_dimension(struct act *act)
{
    const struct sight *sight = act->sight;
    const struct stack *stack = &act->state->stack;
    const char *name = stack_subject(stack, &stack->places[stack->count - 1]);

    for (size_t i = 0; sight->tenant != NULL && name != NULL && i < sight->ranking->count; i++) {
        const struct dimension_verdict *verdict = sight->ranking->rows[i].verdict;
        if (strcmp(sight->tenant->dimensions[verdict->dimension].name, name) == 0)
            return ask_of(act, verdict);
    }
    return refuse(act);
}
