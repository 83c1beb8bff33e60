#include "config.h"

#include "state.h"

#include "drift/tenant.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct original *sight_original(const struct sight *sight)
{
    if (sight->originals == NULL || sight->tenant == NULL)
        return NULL;
    return originals_find(sight->originals, tenant_name(sight->tenant), sight->report);
}

void state_init(struct ui_state *state, const struct screen *root, const struct keymap *keymap,
                struct range range, enum time_zone zone)
{
    *state = (struct ui_state){.keymap = keymap, .range = range, .choices.zone = zone};
    stack_init(&state->stack, root);
}

void state_free(struct ui_state *state)
{
    stack_free(&state->stack);
    attention_free(&state->attention);
    free(state->request.tenant);
    free(state->request.dimension);
    choices_free(&state->choices);
}

void state_tell(struct ui_state *state, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(state->notice, sizeof(state->notice), format, arguments);
    va_end(arguments);
}

void state_settle(struct ui_state *state, const struct sight *sight)
{
    for (size_t i = 0; i < state->stack.count; i++)
        place_settle(&state->stack.places[i], &sight->extents[i]);
    if (!sight->loading)
        range_loaded(&state->range);
}
