/* The prompt for which events are listed. */
#include "config.h"

#include "prompts.h"
#include "screen/steps.h"

#include <stdio.h>

/* The list follows while the filter is typed; while that cannot be read it stays as it is. */
static reaction_set filter_changed(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    struct filter filter;
    struct error error;

    if (!filter_parse(prompt->text, &filter, &error)) {
        prompt_tell(prompt, "%s", error.text);
        return REACTION_DRAW;
    }
    snprintf(act->state->choices.events.filter, sizeof(act->state->choices.events.filter), "%s",
             prompt->text);
    place_select(stack_top(&act->state->stack), NULL);
    return REACTION_ANEW;
}

/* Esc lists all again. */
static reaction_set filter_cancelled(struct act *act)
{
    prompt_close(&act->state->prompt);
    act->state->choices.events.filter[0] = '\0';
    return REACTION_ANEW;
}

static void filter_remark(const struct ui_state *state, const struct listing *listing,
                          struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "acme  acme-*  !acme  s:degraded  d:Judge*");
}

const struct prompt_rules prompt_events_filter = {
    .question = "Events: ",
    .hints = {{"Enter", "keep"},
              {"Esc", "list all"},
              {"Ctrl-W", "delete word"},
              {"Ctrl-U", "delete all"}},
    .changed = filter_changed,
    .accept = prompts_keep,
    .cancel = filter_cancelled,
    .remark = filter_remark,
};
