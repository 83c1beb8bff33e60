/* String list: arguments and environments, ended by NULL as exec wants them. */
#ifndef SUPPORT_STRING_LIST_H
#define SUPPORT_STRING_LIST_H

#include <stddef.h>

/* Zero-initialised is empty and ready. */
struct string_list {
    char **items;
    size_t count;
    size_t capacity;
};

/* Adds a copy; adds each of a list that ends with NULL (or is NULL itself). */
void string_list_add(struct string_list *list, const char *item);
void string_list_add_all(struct string_list *list, const char *const *items);

void string_list_free(struct string_list *list);

#endif
