#include "config.h"

#include "source/file/growth.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void on_clock(uv_timer_t *clock)
{
    struct file_growth *growth = clock->data;

    growth->look(growth->context);
}

static void on_change(uv_fs_event_t *change, const char *name, int events, int status)
{
    struct file_growth *growth = change->data;

    (void)events;
    if (status != 0 || name == NULL || strcmp(name, growth->name) == 0)
        growth->look(growth->context);
}

/* The directory tells of another file under the name too. Where it cannot be watched, or tells
 * nothing as on network file systems, the clock does. */
static void watch_directory(struct file_growth *growth, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = mem_strdup(".");

    growth->name = path;
    if (slash != NULL) {
        size_t size = (size_t)(slash - path);
        free(directory);
        directory = mem_strndup(path, size > 0 ? size : 1);
        growth->name = slash + 1;
    }
    uv_fs_event_start(&growth->change, on_change, directory, 0);
    free(directory);
}

void file_growth_open(struct file_growth *growth, uv_loop_t *loop, const char *path,
                      int64_t period_ms, void (*look)(void *context), void *context)
{
    *growth = (struct file_growth){.look = look, .context = context};
    /* None of these calls can fail: the handles are fresh. */
    uv_timer_init(loop, &growth->clock);
    uv_fs_event_init(loop, &growth->change);
    growth->clock.data = growth;
    growth->change.data = growth;
    uv_timer_start(&growth->clock, on_clock, (uint64_t)period_ms, (uint64_t)period_ms);
    if (path != NULL)
        watch_directory(growth, path);
}

static void on_closed(uv_handle_t *handle)
{
    struct file_growth *growth = handle->data;

    if (--growth->handles == 0)
        growth->closed(growth->context);
}

void file_growth_close(struct file_growth *growth, void (*closed)(void *context))
{
    growth->closed = closed;
    growth->handles = 2;
    uv_close((uv_handle_t *)&growth->clock, on_closed);
    uv_close((uv_handle_t *)&growth->change, on_closed);
}
