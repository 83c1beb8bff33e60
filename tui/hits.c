#include "config.h"

#include "hits.h"

void hits_clear(struct hits *hits)
{
    hits->count = 0;
}

void hits_add(struct hits *hits, struct hit hit)
{
    if (hits->count < HITS_MAX)
        hits->hits[hits->count++] = hit;
}

struct hit hits_find(const struct hits *hits, int row, int column)
{
    for (size_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hits[i];
        if (hit->row == row && column >= hit->column && column < hit->end)
            return *hit;
    }
    return (struct hit){.kind = HIT_NOTHING};
}
