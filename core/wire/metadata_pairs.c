#include "config.h"

#include "wire/metadata_pairs.h"

#include "base/memory.h"

#include <stdlib.h>

static void add(struct metadata_pairs *pairs, struct slice path, struct slice before,
                struct slice now)
{
    pairs->all = mem_grow(pairs->all, &pairs->capacity, pairs->count + 1, sizeof(*pairs->all));
    pairs->all[pairs->count++] = (struct metadata_pair){path, before, now};
}

/* Both lists are in the order of their paths. */
static void compare(struct metadata_pairs *pairs)
{
    const struct metadata_member *before = pairs->before.members;
    const struct metadata_member *now = pairs->now.members;
    const struct slice none = {0};
    size_t i = 0;
    size_t j = 0;

    while (i < pairs->before.count || j < pairs->now.count) {
        int order = i == pairs->before.count ? 1
                    : j == pairs->now.count  ? -1
                                             : metadata_compare(before[i].path, now[j].path);
        if (order < 0)
            add(pairs, before[i].path, before[i].value, none);
        else if (order > 0)
            add(pairs, now[j].path, none, now[j].value);
        else if (!slice_equals(before[i].value, now[j].value))
            add(pairs, before[i].path, before[i].value, now[j].value);
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
