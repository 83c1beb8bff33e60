#include "config.h"

#include "redis/cluster_ids.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool is_id(struct slice id)
{
    static const char digits[] = "0123456789abcdef";

    if (id.size != CLUSTER_ID_SIZE)
        return false;
    for (size_t i = 0; i < id.size; i++) {
        if (memchr(digits, id.data[i], sizeof(digits) - 1) == NULL)
            return false;
    }
    return true;
}

void cluster_ids_add(struct cluster_ids *ids, struct slice id)
{
    if (!is_id(id))
        return;
    ids->ids = mem_grow(ids->ids, &ids->capacity, ids->count + 1, sizeof(*ids->ids));
    memcpy(ids->ids[ids->count++], id.data, CLUSTER_ID_SIZE);
}

static bool holds(const struct cluster_ids *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (memcmp(ids->ids[i], id, CLUSTER_ID_SIZE) == 0)
            return true;
    }
    return false;
}

bool cluster_ids_may_be_one(const struct cluster_ids *a, const struct cluster_ids *b)
{
    if (a->count == 0 || b->count == 0)
        return true;
    for (size_t i = 0; i < b->count; i++) {
        if (holds(a, b->ids[i]))
            return true;
    }
    return false;
}

void cluster_ids_free(struct cluster_ids *ids)
{
    free(ids->ids);
    *ids = (struct cluster_ids){0};
}
