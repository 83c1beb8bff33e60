#include "config.h"

#include "source/redis/stream_groups.h"

#include "base/memory.h"
#include "source/redis/stream.h"

#include <stdlib.h>

static struct stream_group *group_of(struct stream_groups *groups, unsigned number)
{
    size_t numbers = groups->numbers;

    if (number >= numbers) {
        groups->numbered = mem_grow(groups->numbered, &groups->numbers, (size_t)number + 1,
                                    sizeof(struct stream_group *));
        for (; numbers < groups->numbers; numbers++)
            groups->numbered[numbers] = NULL;
    }
    if (groups->numbered[number] != NULL)
        return groups->numbered[number];
    struct stream_group *group = mem_zalloc(1, sizeof(*group));
    groups->all =
        mem_grow(groups->all, &groups->capacity, groups->count + 1, sizeof(struct stream_group *));
    groups->all[groups->count++] = group;
    groups->numbered[number] = group;
    return group;
}

struct stream_group *stream_groups_add(struct stream_groups *groups, unsigned number,
                                       struct stream *stream)
{
    struct stream_group *group = group_of(groups, number);

    /* Most groups of a cluster hold one. */
    if (group->count == group->capacity) {
        group->capacity = group->capacity > 0 ? 2 * group->capacity : 1;
        group->all = mem_resize(group->all, group->capacity, sizeof(struct stream *));
    }
    group->all[group->count++] = stream;
    group->sorted = false;
    return group;
}

static int by_key(const void *a, const void *b)
{
    return slice_compare(stream_key(*(struct stream *const *)a),
                         stream_key(*(struct stream *const *)b));
}

void stream_group_sort(struct stream_group *group)
{
    if (!group->sorted)
        qsort(group->all, group->count, sizeof(struct stream *), by_key);
    group->sorted = true;
}

static void remove_from(struct stream_group *group, bool (*goes)(const struct stream *stream))
{
    size_t left = 0;

    for (size_t i = 0; i < group->count; i++) {
        if (!goes(group->all[i]))
            group->all[left++] = group->all[i];
    }
    group->count = left;
}

void stream_groups_remove(struct stream_groups *groups, bool (*goes)(const struct stream *stream))
{
    for (size_t i = 0; i < groups->count; i++)
        remove_from(groups->all[i], goes);
}

void stream_groups_free(struct stream_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        free(groups->all[i]->all);
        free(groups->all[i]);
    }
    free(groups->all);
    free(groups->numbered);
}
