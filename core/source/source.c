#include "config.h"

#include "source/source.h"

#include "base/timestamp.h"

#include <stdlib.h>

static void ignore_change(void *context)
{
    (void)context;
}

void source_watch(struct source *source, const struct source_watch *watch)
{
    source->ops->watch(source, watch);
}

void source_fetch(struct source *source, const struct original_wish *wishes, size_t count)
{
    if (originals_want(&source->originals, wishes, count))
        source->ops->fetch(source);
}

void source_refresh(struct source *source)
{
    originals_ask_again(&source->originals);
    source->ops->fetch(source);
    source->ops->refresh(source);
}

void source_explain_wait(const struct source *source, const char *limit, struct error *error)
{
    if (source->ops->explain_wait != NULL)
        source->ops->explain_wait(source, limit, error);
}

void source_close(struct source *source, void (*closed)(void *context), void *context)
{
    source->changed = ignore_change;
    source->closed = closed;
    source->closed_context = context;
    source->ops->close(source);
}

void source_closed(struct source *source)
{
    void (*closed)(void *context) = source->closed;
    void *context = source->closed_context;

    originals_free(&source->originals);
    free(source);
    if (closed != NULL)
        closed(context);
}

int64_t source_now(const struct source *source)
{
    if (source->frozen_now_ms != 0)
        return source->frozen_now_ms;
    if (source->recording_end_ms != 0)
        return source->recording_end_ms;
    return timestamp_now() + source->fleet->clock_offset_ms;
}

int64_t source_until(const struct source *source)
{
    return source->recording_end_ms != 0 ? source->recording_end_ms : INT64_MAX;
}
