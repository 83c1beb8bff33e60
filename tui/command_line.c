/* Command line: what is typed behind a colon: a command, the name of an action as in the [keys] of
 * a configuration, or a length of time alone. */
#include "config.h"

#include "completion.h"
#include "keymap.h"
#include "prompts.h"
#include "screen/answers.h"
#include "screen/screens.h"
#include "typed_commands.h"

#include <stdio.h>
#include <string.h>

/* A line, taken apart. */
struct typed_line {
    struct slice name;
    const char *argument; /* behind it; "" for none */
    struct slice whole;   /* both */
};

static struct typed_line take_apart(const char *text)
{
    const char *begin = text + strspn(text, " ");
    struct slice name = {begin, strcspn(begin, " ")};

    return (struct typed_line){name, begin + name.size + strspn(begin + name.size, " "),
                               slice_trim(slice_of(begin))};
}

static reaction_set close_prompt(struct act *act)
{
    prompt_close(&act->state->prompt);
    return REACTION_DRAW;
}

static reaction_set tell_otherwise(struct act *act, const struct typed_line *line)
{
    struct prompt *prompt = &act->state->prompt;
    struct error error;

    if (keymap_explain_setting(line->whole, &error))
        prompt_tell(prompt, "%s", error.text);
    else
        prompt_tell(prompt, "no such command: %.*s", (int)line->name.size, line->name.data);
    return REACTION_DRAW;
}

/* Does what a key would, if it had one. */
static reaction_set run_action(struct act *act, const struct binding *binding)
{
    const struct screen *screen = stack_top(&act->state->stack)->screen;
    const struct answer *answer = answer_find(screen, binding->action);

    if (answer == NULL) {
        prompt_tell(&act->state->prompt, "%s does nothing on %s",
                    action_info(binding->action)->name, screen->title);
        return REACTION_DRAW;
    }
    close_prompt(act);
    act->action = binding->action;
    act->argument = binding->argument;
    return REACTION_DRAW | answer->run(act);
}

static reaction_set run_command(struct act *act, const struct typed_command *command,
                                const struct typed_line *line)
{
    struct prompt *prompt = &act->state->prompt;

    if (command->argument == NULL && line->argument[0] != '\0')
        prompt_tell(prompt, "%s takes nothing behind it", command->name);
    else if (command->argument != NULL && line->argument[0] == '\0')
        prompt_tell(prompt, "as in: %s %s", command->name, command->argument);
    else
        return REACTION_DRAW | command->run(act, line->argument);
    return REACTION_DRAW;
}

/* A command that is typed without what it needs may be an action of that name. */
static reaction_set run_line(struct act *act, const struct typed_line *line)
{
    const struct typed_command *command = typed_command_find(line->name);
    const struct binding *binding = keymap_setting(line->whole);

    if (command != NULL && (binding == NULL || line->argument[0] != '\0'))
        return run_command(act, command, line);
    if (binding != NULL)
        return run_action(act, binding);
    if (memchr("0123456789", line->name.data[0], 10) != NULL)
        return typed_command_find(SLICE("w"))->run(act, line->whole.data);
    return tell_otherwise(act, line);
}

static reaction_set run_typed(struct act *act)
{
    struct prompt *prompt = &act->state->prompt;
    char text[PROMPT_SIZE];

    snprintf(text, sizeof(text), "%s", prompt->text);
    for (size_t size = strlen(text); size > 0 && text[size - 1] == ' '; size--)
        text[size - 1] = '\0';
    struct typed_line line = take_apart(text);
    if (line.name.size == 0)
        return close_prompt(act);
    prompt->error[0] = '\0';
    reaction_set reactions = run_line(act, &line);
    if (prompt->error[0] != '\0')
        return reactions;
    recall_keep(&act->state->recall, text);
    if (prompt->rules == &prompt_command)
        prompt_close(prompt);
    return reactions;
}

static void complete_names(const struct ui_state *state, const char *typed,
                           struct completion *completion)
{
    const struct screen *screen = state->stack.places[state->stack.count - 1].screen;
    size_t count;
    const struct typed_command *commands = typed_command_table(&count);

    for (size_t i = 0; i < count; i++)
        completion_add(completion, typed, commands[i].name);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        if (answer_find(screen, action) != NULL)
            completion_add(completion, typed, action_info(action)->name);
    }
}

/* Adds the arguments that keys give to an action. */
static void complete_action(struct slice name, const char *typed, struct completion *completion)
{
    size_t count;
    const struct binding *table = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        if (table[i].argument != NULL && slice_is(name, action_info(table[i].action)->name))
            completion_add(completion, typed, table[i].argument);
    }
}

static void complete(const struct ui_state *state, const struct listing *listing, const char *typed,
                     struct completion *completion)
{
    struct typed_line line = take_apart(typed);
    const struct typed_command *command = typed_command_find(line.name);
    bool named = line.name.data[line.name.size] == ' ';

    *completion =
        (struct completion){.from = (size_t)((named ? line.argument : line.name.data) - typed)};
    if (!named)
        complete_names(state, typed, completion);
    else if (command == NULL)
        complete_action(line.name, typed, completion);
    else if (command->complete != NULL)
        command->complete(listing, typed, completion);
}

/* What is known of the command whose name is typed, or is the only one that begins so. */
static void remark(const struct ui_state *state, const struct listing *listing,
                   struct prompt_remark *remark)
{
    struct typed_line line = take_apart(state->prompt.text);
    struct completion completion;

    complete(state, listing, state->prompt.text, &completion);
    struct slice name =
        completion.count == 1 && line.argument[0] == '\0' && line.name.data[line.name.size] != ' '
            ? slice_of(completion.words[0])
            : line.name;
    const struct typed_command *command = typed_command_find(name);
    const struct binding *binding = keymap_setting(name);
    if (command != NULL && command->argument != NULL)
        snprintf(remark->text, sizeof(remark->text), "%s %s: %s", command->name, command->argument,
                 command->help);
    else if (command != NULL)
        snprintf(remark->text, sizeof(remark->text), "%s: %s", command->name, command->help);
    else if (binding != NULL)
        snprintf(remark->text, sizeof(remark->text), "%.*s: %s", (int)name.size, name.data,
                 action_info(binding->action)->help);
}

const struct prompt_rules prompt_command = {
    .question = ":",
    .hints = {{"Enter", "do"},
              {"Esc", "cancel"},
              {"Tab", "complete"},
              {"Up", "before"},
              {"Ctrl-U", "delete all"}},
    .accept = run_typed,
    .cancel = close_prompt,
    .remark = remark,
    .complete = complete,
    .recalls = true,
};
