#include "config.h"

#include "prompts.h"

#include "input.h"
#include "screen/steps.h"
#include "screen/time_steps.h"

#include <stdio.h>

static reaction_set cancel(struct act *act)
{
    prompt_close(&act->state->prompt);
    return REACTION_DRAW;
}

/* The list follows while the filter is typed; while that cannot be read it stays as it is. */
static reaction_set filter_changed(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    struct error error;

    if (choices_filter(&act->state->choices, prompt->text, &error))
        return REACTION_ELSEWHERE;
    prompt_tell(prompt, "%s", error.text);
    return REACTION_DRAW;
}

reaction_set prompts_keep(struct act *act)
{
    reaction_set reactions = act->state->prompt.rules->changed(act);

    if (act->state->prompt.error[0] == '\0')
        prompt_close(&act->state->prompt);
    return reactions;
}

/* Esc shows all again. */
static reaction_set filter_cancelled(struct act *act)
{
    prompt_close(&act->state->prompt);
    act->state->choices.filter[0] = '\0';
    return REACTION_ELSEWHERE;
}

static void filter_remark(const struct ui_state *state, const struct listing *listing,
                          struct prompt_remark *remark)
{
    if (state->prompt.size == 0)
        snprintf(remark->text, sizeof(remark->text), "acme  acme-*  !acme  s:degraded  d:Judge*");
    else
        snprintf(remark->text, sizeof(remark->text), "%zu of %zu", listing->count,
                 listing->judgement->all.count);
}

const struct prompt_rules prompt_filter = {
    .question = "Filter: ",
    .hints = {{"Enter", "keep"},
              {"Esc", "show all"},
              {"Ctrl-W", "delete word"},
              {"Ctrl-U", "delete all"}},
    .changed = filter_changed,
    .accept = prompts_keep,
    .cancel = filter_cancelled,
    .remark = filter_remark,
};

static const char no_match[] = "no tenant matches";

static reaction_set open_match(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    size_t count;
    const struct tenant_verdict *match =
        listing_match(act->sight->listing, prompt->text, prompt->choice, &count);

    if (match == NULL) {
        prompt_tell(prompt, "%s", no_match);
        return REACTION_DRAW;
    }
    prompt_close(prompt);
    return step_open_tenant(act, match->tenant->name);
}

static size_t count_matches(const struct ui_state *state, const struct listing *listing)
{
    size_t count;

    listing_match(listing, state->prompt.text, 0, &count);
    return count;
}

static void match_remark(const struct ui_state *state, const struct listing *listing,
                         struct prompt_remark *remark)
{
    const struct prompt *prompt = &state->prompt;
    size_t count;
    const struct tenant_verdict *match =
        listing_match(listing, prompt->text, prompt->choice, &count);

    remark->wrong = match == NULL;
    if (remark->wrong) {
        snprintf(remark->text, sizeof(remark->text), "%s", no_match);
        return;
    }
    bool hidden = listing_find(listing, match->tenant->name) == listing->count;
    remark->name = match->tenant->name;
    snprintf(remark->text, sizeof(remark->text), "%s%zu of %zu, Tab for the next",
             hidden ? "(hidden) " : "", prompt->choice + 1, count);
}

const struct prompt_rules prompt_go_to = {
    .question = "Go to tenant: ",
    .hints = {{"Enter", "open"},
              {"Esc", "cancel"},
              {"Tab", "next"},
              {"Ctrl-W", "delete word"},
              {"Ctrl-U", "delete all"}},
    .accept = open_match,
    .cancel = cancel,
    .matches = count_matches,
    .remark = match_remark,
};

static reaction_set set_typed_window(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    struct error error;
    int64_t length_ms;

    if (prompt->size == 0)
        return cancel(act);
    if (!range_parse_length(prompt->text, &length_ms, &error)) {
        prompt_tell(prompt, "%s", error.text);
        return REACTION_DRAW;
    }
    prompt_close(prompt);
    return step_set_window(act, length_ms);
}

static void window_remark(const struct ui_state *state, const struct listing *listing,
                          struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "90m, 3h, 2d");
}

const struct prompt_rules prompt_window = {
    .question = "Window: ",
    .hints = {{"Enter", "look"}, {"Esc", "cancel"}, {"Ctrl-U", "delete all"}},
    .accept = set_typed_window,
    .cancel = cancel,
    .remark = window_remark,
};

static reaction_set save_as_typed(struct act *act)
{
    char name[PROMPT_SIZE];

    if (act->state->prompt.size == 0)
        return cancel(act);
    snprintf(name, sizeof(name), "%s", act->state->prompt.text);
    prompt_close(&act->state->prompt);
    return step_save(act, name);
}

static void save_remark(const struct ui_state *state, const struct listing *listing,
                        struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "or .ansi, .txt");
}

const struct prompt_rules prompt_save = {
    .question = "Save as: ",
    .hints = {{"Enter", "save"},
              {"Esc", "cancel"},
              {"Ctrl-W", "delete word"},
              {"Ctrl-U", "delete all"}},
    .accept = save_as_typed,
    .cancel = cancel,
    .remark = save_remark,
};

static reaction_set look_at_typed(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;

    return prompt->size == 0 ? cancel(act) : step_look_at_typed(act, prompt->text);
}

static void time_remark(const struct ui_state *state, const struct listing *listing,
                        struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "14:30, 2026-11-22T14:30, now-3h");
}

const struct prompt_rules prompt_time = {
    .question = "Time: ",
    .hints = {{"Enter", "look"}, {"Esc", "cancel"}, {"Ctrl-U", "delete all"}},
    .accept = look_at_typed,
    .cancel = cancel,
    .remark = time_remark,
};

static reaction_set compare_with_typed(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;

    return prompt->size == 0 ? cancel(act) : step_compare_typed(act, prompt->text);
}

static void comparison_remark(const struct ui_state *state, const struct listing *listing,
                              struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "24h, 7d, 90m before; off");
}

const struct prompt_rules prompt_comparison = {
    .question = "Compare with: ",
    .hints = {{"Enter", "compare"}, {"Esc", "cancel"}, {"Ctrl-U", "delete all"}},
    .accept = compare_with_typed,
    .cancel = cancel,
    .remark = comparison_remark,
};
