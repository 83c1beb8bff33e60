#include "config.h"

#include "support/ways.h"

#include "base/text.h"
#include "input.h"
#include "keys.h"
#include "screen/screens.h"

#include <string.h>

static const struct {
    uint32_t key;
    const char *bytes;
} special[] = {
    {INPUT_UP, "\x1b[A"},       {INPUT_DOWN, "\x1b[B"},       {INPUT_RIGHT, "\x1b[C"},
    {INPUT_LEFT, "\x1b[D"},     {INPUT_HOME, "\x1b[H"},       {INPUT_END, "\x1b[F"},
    {INPUT_PAGE_UP, "\x1b[5~"}, {INPUT_PAGE_DOWN, "\x1b[6~"}, {INPUT_DELETE, "\x1b[3~"},
    {INPUT_BACKTAB, "\x1b[Z"},  {INPUT_F1, "\x1bOP"},         {INPUT_F10, "\x1b[21~"},
    {INPUT_OTHER, "\x1b[24~"},
};

void way_key(uint32_t key, struct buffer *bytes)
{
    char encoded[4];

    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (special[i].key == key) {
            buffer_string(bytes, special[i].bytes);
            return;
        }
    }
    buffer_append(bytes, encoded, text_encode(key, encoded));
}

/* Returns how often Enter is pressed on the way; false where it does not lead there. */
static bool count_steps(const struct screen *screen, size_t *steps)
{
    const struct screen *at = screen_root();

    for (*steps = 0; at != screen && at->deeper != NULL; (*steps)++)
        at = screen_find(at->deeper);
    return at == screen;
}

/* Screens that are opened by an action of another name. */
static const struct {
    const char *screen;
    const char *action;
} others[] = {{"commands", "copy"}};

/* Returns whether an action leads to the screen. */
static bool leads_to(const struct screen *screen, enum action action)
{
    const char *name = action_info(action)->name;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(others[i].screen, screen->name) == 0)
            return strcmp(others[i].action, name) == 0;
    }
    return strcmp(name, screen->name) == 0;
}

/* The key of an action that leads to the screen, or whose argument it is. */
static bool find_key(const struct screen *screen, uint32_t *key)
{
    size_t count;
    const struct binding *bindings = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        const struct binding *binding = &bindings[i];
        *key = binding->key;
        if (binding->argument != NULL && strcmp(binding->argument, screen->name) == 0)
            return true;
        if (leads_to(screen, binding->action))
            return true;
    }
    return false;
}

bool way_to(const struct screen *screen, struct buffer *bytes)
{
    size_t steps;
    uint32_t key;

    if (count_steps(screen, &steps)) {
        for (size_t i = 0; i < steps; i++)
            way_key(INPUT_ENTER, bytes);
        return true;
    }
    if (!find_key(screen, &key))
        return false;
    way_key(key, bytes);
    return true;
}
