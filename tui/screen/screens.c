#include "config.h"

#include "screen/screens.h"

#include <string.h>

static const struct screen *const screens[] = {
#define LIST_SCREEN(name) &screen_##name,
    SCREENS(LIST_SCREEN)
#undef LIST_SCREEN
};

const char *const screen_names[] = {
#define LIST_NAME(name) #name,
    SCREENS(LIST_NAME)
#undef LIST_NAME
        NULL,
};

#define SCREEN_COUNT (sizeof(screens) / sizeof(screens[0]))

const struct screen *const *screen_table(size_t *count)
{
    *count = SCREEN_COUNT;
    return screens;
}

const struct screen *screen_root(void)
{
    return screens[0];
}

const struct screen *screen_find(const char *name)
{
    for (size_t i = 0; i < SCREEN_COUNT; i++) {
        if (strcmp(screens[i]->name, name) == 0)
            return screens[i];
    }
    return NULL;
}
