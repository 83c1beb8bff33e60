/* Key set: many keys in little memory, each with a mark. */
#ifndef ROUTE_KEY_SET_H
#define ROUTE_KEY_SET_H

#include "base/slice.h"
#include "drift/name_table.h"

#include <stddef.h>
#include <stdint.h>

struct key_item {
    uint64_t mark; /* the user's */
    size_t place;  /* among the items; another one when one is removed */
    size_t size;
    char key[];
};

/* Zero-initialised is empty. */
struct key_set {
    struct key_item **items;
    size_t count;
    size_t capacity;
    struct name_table places;
};

/* Returns the item of a key, or NULL; adds one that is not there; removes and frees one: the last
 * one takes its place. */
struct key_item *key_set_find(const struct key_set *set, struct slice key);
struct key_item *key_set_add(struct key_set *set, struct slice key, uint64_t mark);
void key_set_remove(struct key_set *set, struct key_item *item);
void key_set_free(struct key_set *set);

struct slice key_item_key(const struct key_item *item);

#endif
