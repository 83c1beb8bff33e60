#include "config.h"

#include "judge/spells.h"

#include "base/memory.h"

#include <stdlib.h>

void spells_add(struct spells *spells, int64_t start_ms, int64_t end_ms)
{
    if (start_ms >= end_ms)
        return;
    spells->list =
        mem_grow(spells->list, &spells->capacity, spells->count + 1, sizeof(*spells->list));
    spells->list[spells->count++] = (struct time_range){start_ms, end_ms};
}

static int compare(const void *a, const void *b)
{
    const struct time_range *left = a;
    const struct time_range *right = b;

    return (left->start_ms > right->start_ms) - (left->start_ms < right->start_ms);
}

int64_t spells_length(struct spells *spells)
{
    int64_t length_ms = 0;
    int64_t end_ms = INT64_MIN;

    if (spells->count > 1)
        qsort(spells->list, spells->count, sizeof(*spells->list), compare);
    for (size_t i = 0; i < spells->count; i++) {
        const struct time_range *spell = &spells->list[i];
        int64_t start_ms = spell->start_ms > end_ms ? spell->start_ms : end_ms;
        if (spell->end_ms > start_ms)
            length_ms += spell->end_ms - start_ms;
        end_ms = spell->end_ms > end_ms ? spell->end_ms : end_ms;
    }
    return length_ms;
}

void spells_free(struct spells *spells)
{
    free(spells->list);
    *spells = (struct spells){0};
}
