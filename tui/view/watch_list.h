/* Watch list: the tenants that are looked at, each once, what is open first. */
#ifndef VIEW_WATCH_LIST_H
#define VIEW_WATCH_LIST_H

#include "drift/tenant.h"

/* Zero-initialised is empty and ready. */
struct watch_list {
    const struct tenant **tenants;
    size_t count;
    size_t capacity;
};

/* Adds a tenant, unless it is NULL or on the list. */
void watch_add(struct watch_list *list, const struct tenant *tenant);

void watch_clear(struct watch_list *list);
void watch_free(struct watch_list *list);

#endif
