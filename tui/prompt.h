/* Prompt: one line that is being typed. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROMPT_SIZE 128

enum prompt_kind { PROMPT_NONE, PROMPT_FILTER, PROMPT_JUMP, PROMPT_WINDOW };

/* Zero-initialised asks for nothing. */
struct prompt {
    enum prompt_kind kind;
    char text[PROMPT_SIZE]; /* UTF-8 */
    size_t size;
    size_t choice;  /* which of the matches: Tab and the arrows walk through them */
    char error[96]; /* what was wrong with the text when it was entered */
};

/* Begins to ask, with a text to start from. */
void prompt_open(struct prompt *prompt, enum prompt_kind kind, const char *text);
void prompt_close(struct prompt *prompt);

/* Edits the text: characters, Backspace, Ctrl-W for a word, Ctrl-U for all. Returns true when the
 * key was one of these. */
bool prompt_edit(struct prompt *prompt, uint32_t key);

#endif
