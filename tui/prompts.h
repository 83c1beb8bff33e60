/* Prompts: what can be asked for, one table entry each, and what comes of the answer. */
#ifndef TUI_PROMPTS_H
#define TUI_PROMPTS_H

#include "completion.h"
#include "reaction.h"
#include "state.h"

#define PROMPT_HINTS 5

struct act;

/* What stands behind the text: something by its name, then words; or what is wrong. */
struct prompt_remark {
    const char *name; /* NULL: none */
    char text[160];
    bool wrong;
};

struct prompt_hint {
    const char *key;
    const char *hint;
};

struct prompt_rules {
    const char *question;
    struct prompt_hint hints[PROMPT_HINTS]; /* while something is typed, only these keys are keys */

    reaction_set (*changed)(struct act *act); /* with every change of the text; NULL: none */
    reaction_set (*accept)(struct act *act);  /* Enter */
    reaction_set (*cancel)(struct act *act);  /* Esc */

    /* Returns how many matches Tab and the arrows walk through; NULL: none. */
    size_t (*matches)(const struct ui_state *state, const struct listing *listing);
    /* What there is to say of the text; NULL: nothing. */
    void (*remark)(const struct ui_state *state, const struct listing *listing,
                   struct prompt_remark *remark);
    /* Finds what can stand next; NULL: Tab completes nothing. */
    void (*complete)(const struct ui_state *state, const struct listing *listing, const char *typed,
                     struct completion *completion);
    bool recalls; /* the arrows bring back lines that were typed before */
};

extern const struct prompt_rules prompt_filter;
extern const struct prompt_rules prompt_events_filter;
extern const struct prompt_rules prompt_acknowledge;
extern const struct prompt_rules prompt_mute;
extern const struct prompt_rules prompt_go_to;
extern const struct prompt_rules prompt_window;
extern const struct prompt_rules prompt_save;
extern const struct prompt_rules prompt_time;
extern const struct prompt_rules prompt_comparison;
extern const struct prompt_rules prompt_command; /* its commands stand in typed_commands.c */

/* Enter, where the text is heeded while it is typed: closes the prompt, unless the text is wrong.
 */
reaction_set prompts_keep(struct act *act);

/* Finds what can stand next in the line that is being typed. */
void prompts_complete(const struct ui_state *state, const struct listing *listing,
                      struct completion *completion);

/* Take a key, or pasted text, for the prompt that is open. */
reaction_set prompts_key(struct ui_state *state, const struct sight *sight, uint32_t key);
reaction_set prompts_paste(struct ui_state *state, const struct sight *sight, struct slice text);

#endif
