/* The keys, from the tables of screens, actions and commands. */
#include "config.h"

#include "view/help_lines.h"

#include "screen/answers.h"
#include "screen/screens.h"
#include "typed_commands.h"

#include <stdio.h>

static void add_action(struct help_lines *lines, enum action action)
{
    char keys[KEYS_SIZE];

    keymap_all(lines->view->state->keymap, action, keys);
    help_word(lines, ROLE_KEY, keys, action_info(action)->help);
}

static bool is_own(const struct screen *screen, enum action action)
{
    for (size_t i = 0; i < screen->answer_count; i++) {
        if (screen->answers[i].action == action)
            return true;
    }
    return false;
}

typedef bool has_action_fn(const struct screen *screen, enum action action);

static bool answers(const struct screen *screen, enum action action)
{
    return answer_find(screen, action) != NULL;
}

/* Adds the actions that the screen has, and none before it had. */
static void add_own(struct help_lines *lines, const struct screen *screen, has_action_fn *has,
                    bool *told)
{
    char title[64];
    bool headed = false;

    snprintf(title, sizeof(title), "On %s", screen->title);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        if (told[action] || !has(screen, action))
            continue;
        if (!headed)
            help_heading(lines, title);
        headed = true;
        told[action] = true;
        add_action(lines, action);
    }
}

static void add_group(struct help_lines *lines, const struct screen *screen,
                      enum action_group group, bool *told)
{
    bool headed = false;

    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        if (told[action] || action_info(action)->group != group ||
            answer_find(screen, action) == NULL)
            continue;
        if (!headed)
            help_heading(lines, action_group_name(group));
        headed = true;
        told[action] = true;
        add_action(lines, action);
    }
}

void help_keys(struct help_lines *lines, const struct screen *screen)
{
    bool told[ACTION_COUNT] = {false};
    size_t count;
    const struct screen *const *screens = screen_table(&count);

    add_own(lines, screen, is_own, told);
    for (int group = 0; group < GROUP_COUNT; group++)
        add_group(lines, screen, (enum action_group)group, told);
    for (size_t i = 0; i < count; i++)
        add_own(lines, screens[i], answers, told);
}

void help_typed(struct help_lines *lines)
{
    size_t count;
    const struct typed_command *commands = typed_command_table(&count);

    help_heading(lines, "Typed behind a colon: the name of any action, and");
    for (size_t i = 0; i < count; i++) {
        char text[64];
        const char *argument = commands[i].argument;
        snprintf(text, sizeof(text), "%s%s%s", commands[i].name, argument != NULL ? " " : "",
                 argument != NULL ? argument : "");
        help_word(lines, ROLE_KEY, text, commands[i].help);
    }
}
