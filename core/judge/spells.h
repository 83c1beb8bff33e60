/* Spells: times during which something was so, that may overlap. */
#ifndef JUDGE_SPELLS_H
#define JUDGE_SPELLS_H

#include "base/timestamp.h"

#include <stddef.h>

/* Zero-initialised is empty and ready. */
struct spells {
    struct time_range *list;
    size_t count;
    size_t capacity;
};

/* Adds one; an empty one is left out. */
void spells_add(struct spells *spells, int64_t start_ms, int64_t end_ms);

/* Returns how long it was so altogether, and sorts them. */
int64_t spells_length(struct spells *spells);

void spells_free(struct spells *spells);

#endif
