/* Suggest: what somebody may have meant by a word that is not known. */
#ifndef HEADLESS_SUGGEST_H
#define HEADLESS_SUGGEST_H

#include <stddef.h>

/* Begin with the word alone; offer every word that is known; `best` is then the nearest one that is
 * near enough, or NULL. */
struct suggestion {
    const char *word;
    const char *best;
    size_t distance;
};

void suggestion_offer(struct suggestion *suggestion, const char *known);

#endif
