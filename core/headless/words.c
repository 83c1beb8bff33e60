#include "config.h"

#include "headless/words.h"

#include "base/memory.h"

#include <stdlib.h>

void words_add(struct words *words, const char *word)
{
    words->items = mem_resize(words->items, words->count + 1, sizeof(*words->items));
    words->items[words->count++] = word;
}

void words_copy(struct words *words, const struct words *from)
{
    words->count = 0;
    for (size_t i = 0; i < from->count; i++)
        words_add(words, from->items[i]);
}

void words_free(struct words *words)
{
    free(words->items);
    *words = (struct words){0};
}
