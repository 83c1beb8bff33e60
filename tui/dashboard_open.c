#include "config.h"

#include "dashboard_open.h"

#include "screen/screens.h"
#include "screen/steps.h"

#include <string.h>

/* Returns true when one comes to a screen by Enter alone. */
static bool leads_to(const struct screen *from, const struct screen *screen)
{
    for (int i = 0; i < STACK_LIMIT && from->deeper != NULL && from != screen; i++)
        from = screen_find(from->deeper);
    return from == screen;
}

/* Opens what is selected; of a tenant the dimension that was asked for, also one that there is
 * not: then the screen says so. */
static void open_deeper(struct dashboard *dashboard, struct act *act)
{
    struct place *place = stack_top(&dashboard->state.stack);
    const char *dimension = dashboard->setup.dimension;

    if (dimension == NULL || strcmp(place->screen->name, "tenant") != 0) {
        step_open(act);
        return;
    }
    place_select(place, dimension);
    step_show(act, place->screen->deeper);
}

void dashboard_open(struct dashboard *dashboard, const struct screen *screen,
                    struct dashboard_clock clock)
{
    struct stack *stack = &dashboard->state.stack;
    struct act act = {.state = &dashboard->state, .sight = &dashboard->sight};
    size_t before = 0;

    dashboard_draw(dashboard, clock);
    while (stack_top(stack)->screen != screen && stack->count > before) {
        before = stack->count;
        if (leads_to(stack_top(stack)->screen, screen))
            open_deeper(dashboard, &act);
        else
            step_show(&act, screen->name);
        dashboard->state.notice[0] = '\0';
        dashboard_draw(dashboard, clock);
    }
}

void dashboard_title(const struct dashboard *dashboard, struct dashboard_clock clock,
                     struct buffer *out)
{
    const struct ui_state *state = &dashboard->state;
    const struct screen *screen = state->stack.places[state->stack.count - 1].screen;
    char time[32];

    timestamp_format(range_moment(&state->range, clock.now_ms), state->choices.zone, time);
    buffer_printf(out, "driftop: %s, %s, %s%s", screen->title, dashboard->setup.source, time,
                  state->choices.zone == ZONE_UTC ? " UTC" : "");
}
