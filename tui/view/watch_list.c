#include "config.h"

#include "view/watch_list.h"

#include "base/memory.h"

#include <stdlib.h>

void watch_add(struct watch_list *list, const struct tenant *tenant)
{
    if (tenant == NULL)
        return;
    for (size_t i = 0; i < list->count; i++) {
        if (list->tenants[i] == tenant)
            return;
    }
    list->tenants =
        mem_grow(list->tenants, &list->capacity, list->count + 1, sizeof(*list->tenants));
    list->tenants[list->count++] = tenant;
}

void watch_clear(struct watch_list *list)
{
    list->count = 0;
}

void watch_free(struct watch_list *list)
{
    free(list->tenants);
    *list = (struct watch_list){0};
}
