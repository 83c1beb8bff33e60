/* Words: what an option that can be given more than once collects. */
#ifndef HEADLESS_WORDS_H
#define HEADLESS_WORDS_H

#include <stddef.h>

/* Zero-initialised is empty. The words stay those of whoever added them. */
struct words {
    const char **items;
    size_t count;
};

/* Adds a word; makes one list as long as another, with the same words; frees the list. */
void words_add(struct words *words, const char *word);
void words_copy(struct words *words, const struct words *from);
void words_free(struct words *words);

#endif
