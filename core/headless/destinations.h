/* Destinations: where the options and the configuration want alerts to go. */
#ifndef HEADLESS_DESTINATIONS_H
#define HEADLESS_DESTINATIONS_H

#include "base/arena.h"
#include "headless/options.h"
#include "route/destination.h"

/* All of it is its own, so that it may outlive the options. */
struct destination_list {
    struct arena arena;
    struct destination *items;
    size_t count;
};

/* Makes those that --only names, or all. Returns false with the reason: two have one name, --only
 * names none, there is none. To be freed in any case. */
bool destinations_make(const struct options *options, struct destination_list *list,
                       struct error *error);

/* Returns the one of that name, or NULL; with the reason, in which `option` asked for it, and which
 * there are. */
const struct destination *destinations_find(const struct destination_list *list, const char *name);
const struct destination *destinations_want(const struct destination_list *list, const char *option,
                                            const char *name, struct error *error);

void destinations_free(struct destination_list *list);

#endif
