#include "config.h"

#include "route/window.h"

#include "base/memory.h"

#include <stdlib.h>

#define BYTES_A_DIMENSION                                                                          \
    (sizeof(struct dimension) + 64) /* with its name, and the table of names */

static size_t measure(const struct tenant *tenant)
{
    return sizeof(struct window) + sizeof(*tenant) + recent_memory(&tenant->recent) +
           tenant->dimension_capacity * BYTES_A_DIMENSION;
}

static void unlink_window(struct windows *windows, struct window *window)
{
    if (window->older != NULL)
        window->older->newer = window->newer;
    else
        windows->oldest = window->newer;
    if (window->newer != NULL)
        window->newer->older = window->older;
    else
        windows->newest = window->older;
}

static void link_newest(struct windows *windows, struct window *window)
{
    window->older = windows->newest;
    window->newer = NULL;
    if (windows->newest != NULL)
        windows->newest->newer = window;
    else
        windows->oldest = window;
    windows->newest = window;
}

struct window *window_create(struct windows *windows, struct route_lane *lane, struct slice name,
                             struct slice key)
{
    struct window *window = mem_zalloc(1, sizeof(*window));

    window->lane = lane;
    window->tenant = tenant_create(name);
    window->tenant->key = mem_strndup(key.data, key.size);
    window->tenant->key_size = key.size;
    window->bytes = measure(window->tenant);
    windows->bytes += window->bytes;
    windows->count++;
    link_newest(windows, window);
    return window;
}

void window_use(struct windows *windows, struct window *window)
{
    windows->bytes -= window->bytes;
    window->bytes = measure(window->tenant);
    windows->bytes += window->bytes;
    unlink_window(windows, window);
    link_newest(windows, window);
}

struct window *window_surplus(const struct windows *windows)
{
    return windows->bytes > windows->budget && windows->count > 1 ? windows->oldest : NULL;
}

void window_free(struct windows *windows, struct window *window)
{
    unlink_window(windows, window);
    windows->bytes -= window->bytes;
    windows->count--;
    tenant_free(window->tenant);
    free(window);
}
