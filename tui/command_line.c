/* Command line: what can be typed behind a colon. */
#include "config.h"

#include "base/duration.h"
#include "prompts.h"
#include "screen/steps.h"
#include "screen/time_steps.h"

#include <stdio.h>
#include <string.h>

/* A command that can be typed, with what must stand behind it. */
struct typed_command {
    const char *name;
    const char *argument; /* an example of it; NULL: it takes none */
    reaction_set (*run)(struct act *act, const char *argument);
};

static reaction_set close_prompt(struct act *act)
{
    prompt_close(&act->state->prompt);
    return REACTION_DRAW;
}

static reaction_set set_window(struct act *act, const char *length)
{
    struct error error;
    int64_t length_ms;

    if (!range_parse_length(length, &length_ms, &error)) {
        prompt_tell(&act->state->prompt, "%s", error.text);
        return REACTION_DRAW;
    }
    return close_prompt(act) | step_set_window(act, length_ms);
}

/* The name stands in the prompt. */
static reaction_set save(struct act *act, const char *name)
{
    reaction_set saves = step_save(act, name);

    return close_prompt(act) | saves;
}

static reaction_set look_at(struct act *act, const char *time)
{
    return step_look_at_typed(act, time);
}

static reaction_set reload(struct act *act, const char *argument)
{
    (void)argument;
    return close_prompt(act) | REACTION_RELOAD;
}

/* The program sees it with the next frame. */
static reaction_set set_slow(struct act *act, const char *word)
{
    bool on = strcmp(word, "on") == 0;

    if (!on && strcmp(word, "off") != 0) {
        prompt_tell(&act->state->prompt, "slow is on or off");
        return REACTION_DRAW;
    }
    act->state->choices.slow = on;
    state_tell(act->state, "%s", on ? "slow: what is new is shown every 5s, plainer" : "not slow");
    return close_prompt(act);
}

static reaction_set quit(struct act *act, const char *argument)
{
    (void)argument;
    return close_prompt(act) | REACTION_QUIT;
}

static const struct typed_command commands[] = {
    {"w", "90m", set_window},    {"window", "90m", set_window}, {"at", "14:30", look_at},
    {"save", "fleet.svg", save}, {"reload", NULL, reload},      {"q", NULL, quit},
    {"quit", NULL, quit},        {"slow", "on", set_slow},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static reaction_set tell_unknown(struct act *act, struct slice word)
{
    prompt_tell(&act->state->prompt, "no such command: %.*s", (int)word.size, word.data);
    return REACTION_DRAW;
}

static reaction_set run(struct act *act, const struct typed_command *command, const char *argument)
{
    if ((command->argument == NULL) == (argument[0] == '\0'))
        return command->run(act, argument);
    if (command->argument == NULL)
        prompt_tell(&act->state->prompt, "%s takes nothing behind it", command->name);
    else
        prompt_tell(&act->state->prompt, "as in: %s %s", command->name, command->argument);
    return REACTION_DRAW;
}

/* A length of time alone is a window. */
static reaction_set run_typed(struct act *act)
{
    const char *text = act->state->prompt.text + strspn(act->state->prompt.text, " ");
    struct slice word = {text, strcspn(text, " ")};
    const char *argument = text + word.size + strspn(text + word.size, " ");

    if (word.size == 0)
        return close_prompt(act);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (slice_is(word, commands[i].name))
            return run(act, &commands[i], argument);
    }
    if (strchr("0123456789", word.data[0]) == NULL)
        return tell_unknown(act, word);
    return set_window(act, text);
}

static void remark(const struct ui_state *state, const struct listing *listing,
                   struct prompt_remark *remark)
{
    (void)state;
    (void)listing;
    snprintf(remark->text, sizeof(remark->text), "w 90m, at 14:30, save fleet.svg, reload, q");
}

const struct prompt_rules prompt_command = {
    .question = ":",
    .hints = {{"Enter", "do"}, {"Esc", "cancel"}, {"Ctrl-U", "delete all"}},
    .accept = run_typed,
    .cancel = close_prompt,
    .remark = remark,
};
