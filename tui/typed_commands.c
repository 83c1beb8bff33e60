#include "config.h"

#include "typed_commands.h"

#include "base/text.h"
#include "present/glyphs.h"
#include "prompts.h"
#include "screen/steps.h"
#include "screen/time_steps.h"
#include "theme.h"

#include <stdio.h>
#include <string.h>

static reaction_set refuse(struct act *act, const struct error *error)
{
    prompt_tell(&act->state->prompt, "%s", error->text);
    return REACTION_DRAW;
}

static reaction_set set_window(struct act *act, const char *length)
{
    struct error error;
    int64_t length_ms;

    if (!range_parse_length(length, &length_ms, &error))
        return refuse(act, &error);
    return step_set_window(act, length_ms);
}

/* In the order of enum sort. */
static const char *const sorts[SORT_COUNT] = {
    [SORT_WORST] = "state", [SORT_NAME] = "name", [SORT_AGE] = "age", [SORT_Z] = "z"};

static reaction_set sort(struct act *act, const char *word)
{
    for (int i = 0; i < SORT_COUNT; i++) {
        if (strcmp(sorts[i], word) == 0)
            return step_sort(act, (enum sort)i);
    }
    prompt_tell(&act->state->prompt, "sort by state, name, age or z");
    return REACTION_DRAW;
}

static void complete_sort(const struct listing *listing, const char *typed,
                          struct completion *completion)
{
    (void)listing;
    for (int i = 0; i < SORT_COUNT; i++)
        completion_add(completion, typed, sorts[i]);
}

static reaction_set filter(struct act *act, const char *text)
{
    struct error error;

    if (!choices_filter(&act->state->choices, text, &error))
        return refuse(act, &error);
    return REACTION_ELSEWHERE;
}

static reaction_set open_tenant(struct act *act, const char *name)
{
    const struct listing *listing = act->sight->listing;
    const struct tenant_verdict *verdict = judgement_find(listing->judgement, slice_of(name));
    size_t count;

    if (verdict == NULL)
        verdict = listing_match(listing, name, 0, &count);
    if (verdict != NULL)
        return step_open_tenant(act, verdict->tenant->name);
    prompt_tell(&act->state->prompt, "no tenant matches");
    return REACTION_DRAW;
}

static void complete_tenant(const struct listing *listing, const char *typed,
                            struct completion *completion)
{
    for (size_t i = 0; i < listing->count; i++)
        completion_add(completion, typed, listing->rows[i]->tenant->name);
    for (size_t i = 0; i < listing->judgement->all.count; i++)
        completion_add(completion, typed, listing->judgement->all.verdicts[i]->tenant->name);
}

static reaction_set show_theme(struct act *act, const char *name)
{
    snprintf(act->state->theme, sizeof(act->state->theme), "%s", name);
    return REACTION_DRAW | REACTION_THEME;
}

static void complete_theme(const struct listing *listing, const char *typed,
                           struct completion *completion)
{
    (void)listing;
    for (size_t i = 0; i < theme_builtin_count(); i++)
        completion_add(completion, typed, theme_builtin_name(i));
}

static reaction_set draw_with(struct act *act, const char *word)
{
    enum glyph_set set;

    if (!glyphs_parse(word, &set))
        prompt_tell(&act->state->prompt, "glyphs are auto, ascii, block or braille");
    else if (set != GLYPHS_ASCII && !text_locale_is_utf8())
        prompt_tell(&act->state->prompt, "the locale has no UTF-8: start with --glyphs %s", word);
    else
        choices_glyphs(&act->state->choices, glyphs_get(set), set == GLYPHS_ASCII);
    return REACTION_DRAW;
}

static void complete_glyphs(const struct listing *listing, const char *typed,
                            struct completion *completion)
{
    static const char *const words[] = {"auto", "ascii", "block", "braille"};
    (void)listing;

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        completion_add(completion, typed, words[i]);
}

static reaction_set tell_zone(struct act *act, enum time_zone zone)
{
    act->state->choices.zone = zone;
    state_tell(act->state, "times are %s", zone == ZONE_UTC ? "in UTC" : "local");
    return REACTION_DRAW;
}

static reaction_set utc(struct act *act, const char *argument)
{
    (void)argument;
    return tell_zone(act, ZONE_UTC);
}

static reaction_set local(struct act *act, const char *argument)
{
    (void)argument;
    return tell_zone(act, ZONE_LOCAL);
}

static void complete_on_off(const struct listing *listing, const char *typed,
                            struct completion *completion)
{
    (void)listing;
    completion_add(completion, typed, "on");
    completion_add(completion, typed, "off");
}

/* Reads "on" or "off"; says which there are. */
static bool parse_on(struct act *act, const char *name, const char *word, bool *on)
{
    *on = strcmp(word, "on") == 0;
    if (*on || strcmp(word, "off") == 0)
        return true;
    prompt_tell(&act->state->prompt, "%s is on or off", name);
    return false;
}

/* The program sees it with the next frame. */
static reaction_set set_slow(struct act *act, const char *word)
{
    bool on;

    if (!parse_on(act, "slow", word, &on))
        return REACTION_DRAW;
    act->state->choices.slow = on;
    state_tell(act->state, "%s", on ? "slow: what is new is shown every 5s, plainer" : "not slow");
    return REACTION_DRAW;
}

/* The program sees this one, too. */
static reaction_set set_mouse(struct act *act, const char *word)
{
    bool on;

    if (!parse_on(act, "mouse", word, &on))
        return REACTION_DRAW;
    act->state->choices.mouse = on;
    state_tell(act->state, "%s", on ? "click selects, and opens what is selected" : "no mouse");
    return REACTION_DRAW;
}

static reaction_set reload(struct act *act, const char *argument)
{
    (void)act;
    (void)argument;
    return REACTION_DRAW | REACTION_RELOAD;
}

static reaction_set quit(struct act *act, const char *argument)
{
    (void)act;
    (void)argument;
    return REACTION_DRAW | REACTION_QUIT;
}

static const struct typed_command commands[] = {
    {"w", "90m", "look at a window of that length", set_window, NULL},
    {"window", "90m", "the same", set_window, NULL},
    {"since", "14:30", "look from that time on", step_since, NULL},
    {"until", "14:30", "look at a window that ends then", step_until, NULL},
    {"at", "14:30", "look at that time, with the cursor there", step_look_at_typed, NULL},
    {"compare", "24h", "hold it against as long before; off", step_compare_typed, NULL},
    {"open", "acme", "open a tenant, also a hidden one", open_tenant, complete_tenant},
    {"filter", "!s:ok", "show only these", filter, NULL},
    {"sort", "z", "sort by state, name, age or z", sort, complete_sort},
    {"theme", "mono", "show a theme, by name or file", show_theme, complete_theme},
    {"glyphs", "ascii", "draw with ascii, block or braille", draw_with, complete_glyphs},
    {"utc", NULL, "tell times in UTC", utc, NULL},
    {"local", NULL, "tell times in local time", local, NULL},
    {"save", "fleet.svg", "save the screen; .svg, .ansi or .txt", step_save, NULL},
    {"mouse", "on", "select, open, sort and point with it", set_mouse, complete_on_off},
    {"slow", "on", "show less and less often, for a slow line", set_slow, complete_on_off},
    {"reload", NULL, "read the configuration again", reload, NULL},
    {"q", NULL, "leave driftop", quit, NULL},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

const struct typed_command *typed_command_table(size_t *count)
{
    *count = COMMAND_COUNT;
    return commands;
}

const struct typed_command *typed_command_find(struct slice name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (slice_is(name, commands[i].name))
            return &commands[i];
    }
    return NULL;
}

void typed_commands_manual(FILE *out)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, ".It Li \\&:%s", commands[i].name);
        if (commands[i].argument != NULL)
            fprintf(out, " Li \\&%s", commands[i].argument);
        fprintf(out, "\n\\&%s.\n", commands[i].help);
    }
    fputs(".El\n", out);
}
