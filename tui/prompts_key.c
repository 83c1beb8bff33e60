/* What keys do to a prompt. */
#include "config.h"

#include "input.h"
#include "prompts.h"
#include "screen/screen.h"

#include <stdio.h>
#include <string.h>

static reaction_set text_changed(struct act *act)
{
    const struct prompt_rules *rules = act->state->prompt.rules;

    return rules->changed != NULL ? rules->changed(act) : REACTION_DRAW;
}

/* Walks to the next or the previous match, round and round. */
static reaction_set choose(struct prompt *prompt, size_t matches, size_t step)
{
    prompt->choice = (prompt->choice + step) % matches;
    if (matches == 1)
        prompt_tell(prompt, "there is no other one");
    return REACTION_DRAW;
}

void prompts_complete(const struct ui_state *state, const struct listing *listing,
                      struct completion *completion)
{
    const struct prompt *prompt = &state->prompt;

    *completion = (struct completion){0};
    if (prompt->rules->complete != NULL)
        prompt->rules->complete(state, listing, prompt->walking ? prompt->typed : prompt->text,
                                completion);
}

/* Puts the beginning of a word in the place of what is typed of one. */
static void put_word(struct prompt *prompt, const struct completion *completion, const char *typed,
                     struct slice word)
{
    char text[2 * PROMPT_SIZE];

    snprintf(text, sizeof(text), "%.*s%.*s", (int)completion->from, typed, (int)word.size,
             word.data);
    prompt_set(prompt, text);
}

/* Adds what all words have in common; returns false when that is there already. */
static bool add_shared(struct prompt *prompt, const struct completion *completion)
{
    struct slice shared = {completion->words[0], completion_shared(completion)};

    if (completion->from + shared.size <= prompt->size)
        return false;
    put_word(prompt, completion, prompt->typed, shared);
    return true;
}

/* Completes as far as that is sure, and then walks through what is possible, round and round. */
static reaction_set complete(struct act *act, bool on)
{
    struct prompt *prompt = &act->state->prompt;
    struct completion completion;

    prompts_complete(act->state, act->sight->listing, &completion);
    if (completion.count == 0) {
        prompt_tell(prompt, "nothing goes on so");
        return REACTION_DRAW;
    }
    if (!prompt->walking) {
        snprintf(prompt->typed, sizeof(prompt->typed), "%s", prompt->text);
        if (add_shared(prompt, &completion))
            return REACTION_DRAW;
    }
    if (completion.count == 1)
        prompt_tell(prompt, "there is no other one");
    if (prompt->walking)
        prompt->choice += on ? 1 : completion.count - 1;
    else
        prompt->choice = on ? 0 : completion.count - 1;
    prompt->walking = true;
    prompt->choice %= completion.count;
    put_word(prompt, &completion, prompt->typed, slice_of(completion.words[prompt->choice]));
    return REACTION_DRAW;
}

/* Brings back a line that was typed before, or, in the end, what was being typed. */
static reaction_set recall(struct act *act, bool older)
{
    struct prompt *prompt = &act->state->prompt;
    const char *line =
        recall_line(&act->state->recall, older ? prompt->back + 1 : prompt->back - 1);

    if (older ? line == NULL : prompt->back == 0) {
        prompt_tell(prompt, older ? "nothing was typed before" : "nothing was typed after");
        return REACTION_DRAW;
    }
    if (prompt->back == 0 && !prompt->walking)
        snprintf(prompt->typed, sizeof(prompt->typed), "%s", prompt->text);
    prompt->walking = false;
    prompt->back += older ? 1 : (size_t)-1;
    prompt_set(prompt, line != NULL ? line : prompt->typed);
    return REACTION_DRAW;
}

/* Takes a key that walks: through matches, completions or lines; false for another. */
static bool walk(struct act *act, uint32_t key, reaction_set *reactions)
{
    struct prompt *prompt = &act->state->prompt;
    const struct prompt_rules *rules = prompt->rules;
    bool on = key == INPUT_TAB || key == INPUT_DOWN;
    bool is_tab = key == INPUT_TAB || key == INPUT_BACKTAB;

    if (!is_tab && key != INPUT_UP && key != INPUT_DOWN)
        return false;
    size_t matches = rules->matches != NULL ? rules->matches(act->state, act->sight->listing) : 0;
    if (matches > 0)
        *reactions = choose(prompt, matches, on ? 1 : matches - 1);
    else if (is_tab && rules->complete != NULL)
        *reactions = complete(act, on);
    else if (!is_tab && rules->recalls)
        *reactions = recall(act, !on);
    else
        return false;
    return true;
}

reaction_set prompts_key(struct ui_state *state, const struct sight *sight, uint32_t key)
{
    struct act act = {.state = state, .sight = sight};
    struct prompt *prompt = &state->prompt;
    reaction_set reactions = REACTION_DRAW;

    if (key == INPUT_ENTER)
        return prompt->rules->accept(&act);
    if (key == INPUT_ESCAPE)
        return prompt->rules->cancel(&act);
    prompt->error[0] = '\0';
    if (walk(&act, key, &reactions))
        return reactions;
    return prompt_edit(prompt, key) ? text_changed(&act) : REACTION_DRAW;
}

reaction_set prompts_paste(struct ui_state *state, const struct sight *sight, struct slice text)
{
    prompt_paste(&state->prompt, text);
    return text_changed(&(struct act){.state = state, .sight = sight});
}
