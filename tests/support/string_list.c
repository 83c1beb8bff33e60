#include "config.h"

#include "support/string_list.h"

#include "base/memory.h"

#include <stdlib.h>

void string_list_add(struct string_list *list, const char *item)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 2, sizeof(char *));
    list->items[list->count++] = mem_strdup(item);
    list->items[list->count] = NULL;
}

void string_list_add_all(struct string_list *list, const char *const *items)
{
    for (size_t i = 0; items && items[i]; i++)
        string_list_add(list, items[i]);
}

void string_list_free(struct string_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct string_list){0};
}
