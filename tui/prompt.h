/* Prompt: one line that is being typed. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/slice.h"
#include "recall.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROMPT_SIZE RECALL_SIZE

struct prompt_rules;

/* Zero-initialised asks for nothing. */
struct prompt {
    const struct prompt_rules *rules; /* what is asked for; NULL: nothing */
    char text[PROMPT_SIZE];           /* UTF-8 */
    size_t size;
    size_t choice;           /* which of the matches: Tab and the arrows walk through them */
    char typed[PROMPT_SIZE]; /* what was typed, while the text is one that completes it, */
    bool walking;            /* from one to the next, */
    size_t back;             /* or one from so many lines ago; 0: it is neither */
    char error[96];          /* what is wrong with the text or with the last key */
};

/* Begins to ask, with a text to start from. */
void prompt_open(struct prompt *prompt, const struct prompt_rules *rules, const char *text);
void prompt_close(struct prompt *prompt);

/* Edits the text: characters, Backspace, Ctrl-W for a word, Ctrl-U for all. Returns false, and says
 * why, when the key changed nothing. */
bool prompt_edit(struct prompt *prompt, uint32_t key);

/* Puts another text in the place of what was typed. */
void prompt_set(struct prompt *prompt, const char *text);

/* Adds text that was pasted, in one line: newlines and tabs become blanks, those at its ends go,
 * and what could act on a terminal is replaced. Says so when not all of it has room. */
void prompt_paste(struct prompt *prompt, struct slice text);

/* Says what is wrong, until the next key. */
void prompt_tell(struct prompt *prompt, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
