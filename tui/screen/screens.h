/* Every screen: one line here, one file NAME.c with `const struct screen screen_NAME`. The first is
 * the root. */
#ifndef SCREEN_SCREENS_H
#define SCREEN_SCREENS_H

#include "screen/screen.h"

#define SCREENS(X)                                                                                 \
    X(fleet)                                                                                       \
    X(tenant)                                                                                      \
    X(dimension)                                                                                   \
    X(map)                                                                                         \
    X(tenant_map)                                                                                  \
    X(report)                                                                                      \
    X(events)                                                                                      \
    X(doctor)                                                                                      \
    X(commands)                                                                                    \
    X(help)

#define DECLARE_SCREEN(name) extern const struct screen screen_##name;
SCREENS(DECLARE_SCREEN)
#undef DECLARE_SCREEN

/* Returns the screen that everything begins with. */
const struct screen *screen_root(void);

/* Returns the screen of that name, NULL for none. */
const struct screen *screen_find(const char *name);

/* The names of all, ended by NULL. */
extern const char *const screen_names[];

/* Returns the table; `*count` is the number of its rows. */
const struct screen *const *screen_table(size_t *count);

#endif
