/* File growth: says when it is time to look whether a file has grown: at once where the system
 * tells of changes in its directory, else every so often, which always works. */
#ifndef SOURCE_FILE_GROWTH_H
#define SOURCE_FILE_GROWTH_H

#include <stdint.h>
#include <uv.h>

struct file_growth {
    const char *name; /* of the file, without its directory */
    uv_timer_t clock;
    uv_fs_event_t change;
    void (*look)(void *context);
    void *context;
    unsigned handles;
    void (*closed)(void *context);
};

/* Begins to call `look` from the loop, at least every `period_ms`. The path must stay; NULL watches
 * no file, so that only the time counts. */
void file_growth_open(struct file_growth *growth, uv_loop_t *loop, const char *path,
                      int64_t period_ms, void (*look)(void *context), void *context);

/* Ends it; `closed` is called when nothing is left on the loop. */
void file_growth_close(struct file_growth *growth, void (*closed)(void *context));

#endif
