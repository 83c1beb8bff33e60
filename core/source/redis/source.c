/* The Redis source: a scheduler with windows. */
#include "config.h"

#include "source/source.h"

#include "base/memory.h"
#include "source/redis/scheduler.h"
#include "source/redis/window.h"

#include <stdlib.h>

struct redis_source {
    struct source base; /* first: a struct source * is cast to this */
    struct scheduler scheduler;
    struct windows windows;
};

static struct redis_source *redis_of(struct source *source)
{
    return (struct redis_source *)source;
}

static void on_changed(void *context)
{
    struct redis_source *redis = context;

    redis->base.changed(redis->base.context);
}

static void watch(struct source *source, const struct source_watch *watch)
{
    struct redis_source *redis = redis_of(source);

    window_watch(&redis->windows, watch);
    scheduler_ask(&redis->scheduler);
}

static void refresh(struct source *source)
{
    scheduler_refresh(&redis_of(source)->scheduler);
}

static void fetch(struct source *source)
{
    scheduler_ask(&redis_of(source)->scheduler);
}

static void explain_wait(const struct source *source, const char *limit, struct error *error)
{
    scheduler_explain_wait(&((const struct redis_source *)source)->scheduler, limit, error);
}

static void on_closed(void *context)
{
    struct redis_source *redis = context;

    source_closed(&redis->base);
}

static void close_source(struct source *source)
{
    scheduler_close(&redis_of(source)->scheduler, on_closed);
}

struct source *redis_source_open(uv_loop_t *loop, const char *spec,
                                 const struct source_options *options, struct fleet *fleet,
                                 struct error *error)
{
    static const struct source_ops ops = {watch, refresh, fetch, explain_wait, close_source};
    struct redis_source *redis = mem_zalloc(1, sizeof(*redis));
    const struct scheduler_owner owner = {
        .kind = &window_asker,
        .asker = &redis->windows,
        .judged = true,
        .fleet = fleet,
        .status = &redis->base.status,
        .originals = &redis->base.originals,
        .name = redis->base.name,
        .name_size = sizeof(redis->base.name),
        .changed = on_changed,
        .context = redis,
    };

    redis->base.ops = &ops;
    redis->base.fleet = fleet;
    redis->windows.streams = &redis->scheduler.streams;
    if (scheduler_open(&redis->scheduler, loop, spec, options, &owner, error))
        return &redis->base;
    free(redis);
    return NULL;
}
