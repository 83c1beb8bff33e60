#include "config.h"

#include "wire/metadata_pairs.h"

#include "base/memory.h"

#include <stdlib.h>

static void add(struct metadata_pairs *pairs, const struct metadata_member *old,
                const struct metadata_member *new)
{
    pairs->all = mem_grow(pairs->all, &pairs->capacity, pairs->count + 1, sizeof(*pairs->all));
    struct metadata_pair *pair = &pairs->all[pairs->count++];
    *pair = (struct metadata_pair){.path = old != NULL ? old->path : new->path};
    if (old != NULL)
        pair->before = old->value;
    if (new != NULL)
        pair->now = new->value;
}

/* Both lists are in the order of their paths. */
static void compare(struct metadata_pairs *pairs)
{
    const struct metadata *before = &pairs->before;
    const struct metadata *now = &pairs->now;
    size_t i = 0;
    size_t j = 0;

    while (i < before->count || j < now->count) {
        const struct metadata_member *old = i < before->count ? &before->members[i] : NULL;
        const struct metadata_member *new = j < now->count ? &now->members[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : metadata_compare(old->path, new->path);
        if (order < 0)
            add(pairs, old, NULL);
        else if (order > 0)
            add(pairs, NULL, new);
        else if (!slice_equals(old->value, new->value))
            add(pairs, old, new);
        i += order <= 0;
        j += order >= 0;
    }
}

void metadata_pairs_make(struct metadata_pairs *pairs, struct slice before, struct slice now)
{
    pairs->count = 0;
    metadata_read(&pairs->before, before);
    metadata_read(&pairs->now, now);
    metadata_sort(&pairs->before);
    metadata_sort(&pairs->now);
    compare(pairs);
}

void metadata_pairs_free(struct metadata_pairs *pairs)
{
    free(pairs->all);
    metadata_free(&pairs->before);
    metadata_free(&pairs->now);
    *pairs = (struct metadata_pairs){0};
}
