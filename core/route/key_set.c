#include "config.h"

#include "route/key_set.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct slice key_item_key(const struct key_item *item)
{
    return (struct slice){item->key, item->size};
}

struct key_item *key_set_find(const struct key_set *set, struct slice key)
{
    size_t place = name_table_find(&set->places, key);

    return place == NAME_UNKNOWN ? NULL : set->items[place];
}

struct key_item *key_set_add(struct key_set *set, struct slice key, uint64_t mark)
{
    struct key_item *item = mem_alloc(sizeof(*item) + key.size);

    *item = (struct key_item){.mark = mark, .place = set->count, .size = key.size};
    if (key.size > 0)
        memcpy(item->key, key.data, key.size);
    set->items = mem_grow(set->items, &set->capacity, set->count + 1, sizeof(struct key_item *));
    set->items[set->count++] = item;
    name_table_add(&set->places, key_item_key(item), item->place);
    return item;
}

void key_set_remove(struct key_set *set, struct key_item *item)
{
    struct key_item *last = set->items[set->count - 1];

    name_table_remove(&set->places, key_item_key(item));
    if (last != item) {
        name_table_remove(&set->places, key_item_key(last));
        last->place = item->place;
        set->items[last->place] = last;
        name_table_add(&set->places, key_item_key(last), last->place);
    }
    set->count--;
    free(item);
}

void key_set_free(struct key_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        free(set->items[i]);
    free(set->items);
    name_table_clear(&set->places);
    *set = (struct key_set){0};
}
