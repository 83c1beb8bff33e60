#include "config.h"

#include "source/source.h"

#include "base/timestamp.h"
#include "source/kind.h"

struct source *source_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                           struct fleet *fleet, void (*changed)(void *context), void *context,
                           struct error *error)
{
    const struct source_kind *kind = source_kind_of(spec, error);

    if (kind == NULL)
        return NULL;
    struct source *source = kind->open_source(loop, spec, options, error);
    if (source == NULL)
        return NULL;
    source->fleet = fleet;
    source->frozen_now_ms = options->frozen_now_ms;
    source->changed = changed;
    source->context = context;
    return source;
}

void source_watch(struct source *source, const struct source_watch *watch)
{
    source->ops->watch(source, watch);
}

void source_refresh(struct source *source)
{
    source->ops->refresh(source);
}

void source_close(struct source *source, void (*closed)(void *context), void *context)
{
    source->ops->close(source, closed, context);
}

int64_t source_now(const struct source *source)
{
    if (source->frozen_now_ms != 0)
        return source->frozen_now_ms;
    return timestamp_now() + source->fleet->clock_offset_ms;
}
