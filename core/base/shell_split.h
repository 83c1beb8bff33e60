/* Shell split: the words of a command line, as a shell would pass them to the program. */
#ifndef BASE_SHELL_SPLIT_H
#define BASE_SHELL_SPLIT_H

#include "base/error.h"
#include "base/slice.h"

#include <stddef.h>

/* Words, and NULL behind them: an argv. Zero-initialised is empty. */
struct shell_words {
    char **words;
    size_t count;
    size_t capacity;
};

/* Reads words parted by blanks; '…' and "…" hold blanks together, \ takes the next character as it
 * is (between double quotes " \ $ ` alone), $'…' is read as shell_word_append() writes it. Nothing
 * is expanded: what a shell would act on and is not quoted is an error (ERROR_USAGE) that says so,
 * as is a quote without its end, or no word at all. */
bool shell_split(struct slice text, struct shell_words *words, struct error *error);

/* Adds a word, which is taken over. */
void shell_words_add(struct shell_words *words, char *word);

void shell_words_free(struct shell_words *words);

#endif
